package net.es.esmond.storage.transfer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.es.esmond.storage.error.EsmondException;

/** Collects what an import refused, and why. The list is bounded; the count is not. */
public final class ImportFaults {
  private static final int MAX = 1_000;

  /** Faults of items beyond these are not counted, as nobody knows whether they were before. */
  private static final int MAX_SEEN = 100_000;

  private final Map<String, Refused> faults = new LinkedHashMap<>();
  private final Set<String> seen = new HashSet<>();
  private long count;

  /**
   * Something that an import refused.
   *
   * @param what a series, a record, or a place in a file
   * @param why the first reason, for people
   * @param count number of points or records
   */
  public record Refused(String what, String why, long count) {
    @Override
    public String toString() {
      return what + ": " + why + (count > 1 ? " (" + count + " times)" : "");
    }
  }

  ImportFaults() {}

  /**
   * Adds a point or a record that was refused.
   *
   * @param what a series, a record, or a place in a file
   * @param why the reason
   */
  public void add(String what, EsmondException why) {
    once(what, String.valueOf(why.getMessage()));
  }

  /** Adds a fault that each walk through the source meets again, and counts it once. */
  void once(String what, String why) {
    if (seen.size() < MAX_SEEN && seen.add(what + ": " + why)) {
      add(what, why, 1);
    }
  }

  void add(String what, String why, long times) {
    count += times;
    Refused before = faults.get(what);
    if (before != null) {
      faults.put(what, new Refused(what, before.why(), before.count() + times));
    } else if (faults.size() < MAX) {
      faults.put(what, new Refused(what, why, times));
    }
  }

  long count() {
    return count;
  }

  List<Refused> list() {
    return new ArrayList<>(faults.values());
  }
}

package net.es.esmond.storage.transfer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.error.EsmondException;

/** Collects what an import refused, and why. The list is bounded; the count is not. */
public final class ImportFaults {
  private static final int MAX = 1_000;

  private final Map<String, Refused> faults = new LinkedHashMap<>();
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
    add(what, String.valueOf(why.getMessage()), 1);
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

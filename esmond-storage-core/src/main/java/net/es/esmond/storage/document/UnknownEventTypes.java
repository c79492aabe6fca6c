package net.es.esmond.storage.document;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts the values of a document whose event types esmond does not know, by name. */
final class UnknownEventTypes {
  private static final int MAX_NAMES = 100;
  private static final int MAX_NAME_CHARS = 100;

  private final Map<String, Long> counts = new LinkedHashMap<>();

  /** Counts a value; returns false when there are too many names. */
  boolean count(String name) {
    String kept = name.substring(0, Math.min(MAX_NAME_CHARS, name.length()));
    if (counts.size() == MAX_NAMES && !counts.containsKey(kept)) {
      return false;
    }
    counts.merge(kept, 1L, Long::sum);
    return true;
  }

  Map<String, Long> counts() {
    return Collections.unmodifiableMap(counts);
  }

  void clear() {
    counts.clear();
  }
}

package net.es.esmond.storage.document;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.RefusedSeries;

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

  List<RefusedSeries> refused(String metadataKey) {
    return counts.entrySet().stream()
        .map(each -> refused(metadataKey, each.getKey(), each.getValue()))
        .toList();
  }

  private static RefusedSeries refused(String metadataKey, String name, long count) {
    return new RefusedSeries(
        metadataKey,
        name,
        ErrorCode.UNKNOWN_SERIES,
        "'" + name + "' is none of esmond's event types: send one of its names",
        count);
  }
}

package net.es.esmond.storage.internal.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A set of times, as ranges that neither overlap nor touch. Not for use by several threads. */
final class TimeRanges {
  private final NavigableMap<Long, Long> endsByStart = new TreeMap<>();

  /**
   * A range of times.
   *
   * @param start first time in the range
   * @param end first time after the range
   */
  record Range(long start, long end) {}

  void add(long start, long end) {
    if (start >= end) {
      return;
    }
    long first = start;
    long last = end;
    Map.Entry<Long, Long> before = endsByStart.floorEntry(start);
    if (before != null && before.getValue() >= start) {
      first = before.getKey();
      last = Math.max(last, before.getValue());
    }
    NavigableMap<Long, Long> within = endsByStart.subMap(first, true, last, true);
    for (long each : within.values()) {
      last = Math.max(last, each);
    }
    within.clear();
    endsByStart.put(first, last);
  }

  void remove(long start, long end) {
    if (start >= end) {
      return;
    }
    Map.Entry<Long, Long> before = endsByStart.lowerEntry(start);
    if (before != null && before.getValue() > start) {
      endsByStart.put(before.getKey(), start);
      add(end, before.getValue());
    }
    NavigableMap<Long, Long> within = endsByStart.subMap(start, true, end, false);
    long last = within.isEmpty() ? end : within.lastEntry().getValue();
    within.clear();
    add(end, last);
  }

  boolean contains(long time) {
    Map.Entry<Long, Long> before = endsByStart.floorEntry(time);
    return before != null && time < before.getValue();
  }

  List<Range> ranges(boolean newestFirst) {
    List<Range> ranges = new ArrayList<>();
    (newestFirst ? endsByStart.descendingMap() : endsByStart)
        .forEach((start, end) -> ranges.add(new Range(start, end)));
    return ranges;
  }
}

package net.es.esmond.storage.internal.summary;

import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;

/** Computes the windows of a series of summaries, in milliseconds since 1970. */
final class Windows {
  private Windows() {}

  /** Returns the length of a window. Without a window each point is summarised by itself: 1 ms. */
  static long millis(Series summary) {
    return Math.max(1, summary.windowSeconds() * 1000);
  }

  /** Returns the start of the window that a time lies in. */
  static long start(Series summary, long timeMillis) {
    long length = millis(summary);
    return Math.floorDiv(timeMillis, length) * length;
  }

  /** Returns the start of the first window that starts at a time or later. */
  static long startFrom(Series summary, long timeMillis) {
    long start = start(summary, timeMillis);
    return start == timeMillis ? start : start + millis(summary);
  }

  /**
   * Returns whether a window begins at a time. Summaries that were taken over need not begin so.
   */
  static boolean isStart(Series summary, long timeMillis) {
    return start(summary, timeMillis) == timeMillis;
  }

  static long firstStart(Series summary, Partition partition) {
    return startFrom(summary, partition.startMillis());
  }
}

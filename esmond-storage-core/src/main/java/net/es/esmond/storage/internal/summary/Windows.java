package net.es.esmond.storage.internal.summary;

import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;

/** The windows of a series of summaries, in milliseconds since 1970. */
final class Windows {
  private Windows() {}

  /** Length of a window; where there is none, each point is summarised by itself. */
  static long millis(Series summary) {
    return Math.max(1, summary.windowSeconds() * 1000);
  }

  /** Start of the window that a time lies in. */
  static long start(Series summary, long timeMillis) {
    long length = millis(summary);
    return Math.floorDiv(timeMillis, length) * length;
  }

  /** Start of the first window that does not start before a time. */
  static long startFrom(Series summary, long timeMillis) {
    long start = start(summary, timeMillis);
    return start == timeMillis ? start : start + millis(summary);
  }

  static long firstStart(Series summary, Partition partition) {
    return startFrom(summary, partition.startMillis());
  }
}

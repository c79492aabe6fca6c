package net.es.esmond.storage.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;

/**
 * Remembers how far the points of series go, each in the partition written last. Safe for use by
 * many threads.
 */
final class NewestTimes {
  /** About 30 MB; after that we start over. */
  private static final int MAX_KNOWN = 100_000;

  private static final long NO_TENURE = 0;

  private final Map<Series, Newest> known = new ConcurrentHashMap<>();

  /**
   * Notes times that are about to be written.
   *
   * @param tenure the tenure of a {@link SoleWriter}, or 0
   * @return whether they are later than whatever the partition holds
   */
  boolean pass(Series series, long firstMillis, long lastMillis, long tenure) {
    Newest newest = known.get(series);
    return newest != null && newest.pass(firstMillis, lastMillis, tenure);
  }

  /** Whether the newest time of a partition is known, or about to be. */
  boolean knows(Series series, long timeMillis, long tenure) {
    Newest newest = known.get(series);
    return newest != null && newest.isKnown(timeMillis, tenure);
  }

  /** Starts to learn the newest time of the partition that times are about to be written to. */
  Newest learn(Series series, long lastMillis) {
    if (known.size() >= MAX_KNOWN) {
      known.clear();
    }
    Newest newest = new Newest(Partition.of(series, lastMillis), lastMillis);
    known.put(series, newest);
    return newest;
  }

  /** The newest time of a partition: at least what was written, and what is stored once learned. */
  static final class Newest {
    private final long startMillis;
    private final long endMillis;
    private long timeMillis;
    private long tenure = NO_TENURE;

    private Newest(Partition partition, long timeMillis) {
      this.startMillis = partition.startMillis();
      this.endMillis = partition.endMillis();
      this.timeMillis = timeMillis;
    }

    boolean holds(long time) {
      return time >= startMillis && time < endMillis;
    }

    /** Notes the newest stored time, which was asked for in a tenure. */
    synchronized void learned(long storedMillis, long tenure) {
      timeMillis = Math.max(timeMillis, storedMillis);
      this.tenure = tenure;
    }

    private synchronized boolean isKnown(long time, long tenure) {
      return this.tenure == tenure && holds(time);
    }

    private synchronized boolean pass(long first, long last, long tenure) {
      boolean later =
          tenure != NO_TENURE && this.tenure == tenure && first > timeMillis && last < endMillis;
      if (last >= startMillis && first < endMillis) {
        timeMillis = Math.max(timeMillis, Math.min(last, endMillis - 1));
      }
      return later;
    }
  }
}

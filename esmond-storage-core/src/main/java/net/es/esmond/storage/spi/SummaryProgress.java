package net.es.esmond.storage.spi;

/**
 * The progress of storing the summaries of one partition.
 *
 * @param untilMillis every window that starts before this time was examined; windows without a
 *     stored state had no base points. Milliseconds since 1970
 * @param asOfMicros the base points are those of this time, microseconds since 1970
 * @param staleMicros the latest stale mark of any window of the partition
 * @param lostUntilMillis windows that start before this time, and about which nothing is stored,
 *     may have had base points that had expired when a sweep read them. Milliseconds since 1970
 */
public record SummaryProgress(
    long untilMillis, long asOfMicros, long staleMicros, long lostUntilMillis) {
  /** The progress of a partition without stored summaries and stale marks. */
  public static final SummaryProgress NONE =
      new SummaryProgress(Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE);

  /**
   * Creates the progress of a partition that lost no base points.
   *
   * @param untilMillis every window that starts before this time was examined
   * @param asOfMicros the base points are those of this time
   * @param staleMicros the latest stale mark
   */
  public SummaryProgress(long untilMillis, long asOfMicros, long staleMicros) {
    this(untilMillis, asOfMicros, staleMicros, Long.MIN_VALUE);
  }

  /**
   * Says whether examined windows were marked stale afterwards.
   *
   * @return true when some summaries may have to be computed again
   */
  public boolean stale() {
    return staleMicros >= asOfMicros && staleMicros > Long.MIN_VALUE;
  }
}

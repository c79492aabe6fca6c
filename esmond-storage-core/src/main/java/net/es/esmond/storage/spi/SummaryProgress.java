package net.es.esmond.storage.spi;

/**
 * How far the summaries of one partition are stored.
 *
 * @param untilMillis every window that starts before this time was looked at: those about which
 *     nothing is stored had no base points. Milliseconds since 1970
 * @param asOfMicros the base points are those of this time, microseconds since 1970
 * @param staleMicros the latest stale mark of any window of the partition
 * @param lostUntilMillis windows that start before this time, and about which nothing is stored,
 *     may have had base points that had expired when they were looked at. Milliseconds since 1970
 */
public record SummaryProgress(
    long untilMillis, long asOfMicros, long staleMicros, long lostUntilMillis) {
  /** Nothing was stored, and nothing was marked. */
  public static final SummaryProgress NONE =
      new SummaryProgress(Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE);

  /**
   * Tells the progress of a partition that lost nothing.
   *
   * @param untilMillis every window that starts before this time was looked at
   * @param asOfMicros the base points are those of this time
   * @param staleMicros the latest stale mark
   */
  public SummaryProgress(long untilMillis, long asOfMicros, long staleMicros) {
    this(untilMillis, asOfMicros, staleMicros, Long.MIN_VALUE);
  }

  /**
   * Says whether windows were marked stale that had been looked at.
   *
   * @return true when some may have to be made again
   */
  public boolean stale() {
    return staleMicros >= asOfMicros && staleMicros > Long.MIN_VALUE;
  }
}

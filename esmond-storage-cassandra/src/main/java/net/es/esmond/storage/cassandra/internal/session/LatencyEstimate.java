package net.es.esmond.storage.cassandra.internal.session;

/**
 * Follows a percentile of latencies without keeping any: every latency above the estimate raises it
 * by 5 %, every one below lowers it by so much less or more that it rests where the wanted share is
 * below. At the 99th percentile, sixty slow answers in a row lift it twentyfold. Threads may
 * overwrite each other's step: it is an estimate.
 */
public final class LatencyEstimate {
  private static final double RISE = 1.05;

  /** Answers below this count as this fast: the estimate need not come from far below. */
  private static final double FLOOR_NANOS = 1_000_000;

  private final double fall;
  private volatile double nanos;

  /**
   * Starts from a guess.
   *
   * @param percentile which one to follow, more than 0 and less than 100
   * @param startNanos the guess, nanoseconds
   */
  public LatencyEstimate(double percentile, long startNanos) {
    this.fall = Math.pow(RISE, (percentile - 100) / percentile);
    this.nanos = startNanos;
  }

  /**
   * Takes note of a latency.
   *
   * @param latencyNanos nanoseconds
   */
  public void add(long latencyNanos) {
    double estimate = nanos;
    nanos = Math.max(FLOOR_NANOS, estimate * (latencyNanos > estimate ? RISE : fall));
  }

  /**
   * Returns the estimate.
   *
   * @return nanoseconds
   */
  public long nanos() {
    return (long) nanos;
  }
}

package net.es.esmond.storage.cassandra.internal.session;

/**
 * Estimates a percentile of latencies without storing them. A latency above the estimate raises it
 * by 5 %. A latency below lowers it by the fraction at which the estimate is stable when the wanted
 * share of latencies is below it. At the 99th percentile, sixty slow answers in a row raise it
 * twentyfold. Concurrent updates may overwrite each other, which an estimate tolerates.
 */
public final class LatencyEstimate {
  private static final double RISE = 1.05;

  /**
   * Smallest latency that counts, in nanoseconds. Faster answers count as this fast, so the
   * estimate never has to rise from far below.
   */
  private static final double FLOOR_NANOS = 1_000_000;

  private final double fall;
  private volatile double nanos;

  /**
   * Creates an estimate with an initial value.
   *
   * @param percentile the percentile to estimate, more than 0 and less than 100
   * @param startNanos the initial value, nanoseconds
   */
  public LatencyEstimate(double percentile, long startNanos) {
    this.fall = Math.pow(RISE, (percentile - 100) / percentile);
    this.nanos = startNanos;
  }

  /**
   * Adds a latency.
   *
   * @param latencyNanos the latency, nanoseconds
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

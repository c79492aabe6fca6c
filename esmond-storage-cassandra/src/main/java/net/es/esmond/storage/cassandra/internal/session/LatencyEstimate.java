package net.es.esmond.storage.cassandra.internal.session;

/**
 * Follows the 99th percentile of latencies without keeping any: every latency above the estimate
 * raises it by 5 %, every one below lowers it by a 99th of that, so that it rests where one in a
 * hundred is above. Sixty slow answers in a row lift it twentyfold. Threads may overwrite each
 * other's step: it is an estimate.
 */
final class LatencyEstimate {
  private static final double RISE = 1.05;
  private static final double FALL = Math.pow(RISE, -1.0 / 99);

  /** Answers below this count as this fast: the estimate need not come from far below. */
  private static final double FLOOR_NANOS = 1_000_000;

  private volatile double nanos;

  LatencyEstimate(long startNanos) {
    this.nanos = startNanos;
  }

  void add(long latencyNanos) {
    double estimate = nanos;
    nanos = Math.max(FLOOR_NANOS, estimate * (latencyNanos > estimate ? RISE : FALL));
  }

  long nanos() {
    return (long) nanos;
  }
}

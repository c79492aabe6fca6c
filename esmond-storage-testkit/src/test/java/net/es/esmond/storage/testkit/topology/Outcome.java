package net.es.esmond.storage.testkit.topology;

import java.util.Locale;

/**
 * What became of the requests of a load.
 *
 * @param acknowledged points that were acknowledged
 * @param failed requests that failed, reads among them
 * @param lost acknowledged points that no replica has
 * @param missed reads that did not see a point acknowledged before they began
 * @param slowestNanos the slowest request
 * @param lastFailure null when none failed
 */
record Outcome(
    long acknowledged,
    long failed,
    long lost,
    long missed,
    long slowestNanos,
    Throwable lastFailure) {
  static final String HEAD =
      String.format(
          Locale.ROOT,
          "%-20s %13s %7s %5s %7s %11s",
          "case",
          "acknowledged",
          "failed",
          "lost",
          "missed",
          "slowest ms");

  Outcome plus(Outcome other) {
    return new Outcome(
        acknowledged + other.acknowledged,
        failed + other.failed,
        lost + other.lost,
        missed + other.missed,
        Math.max(slowestNanos, other.slowestNanos),
        lastFailure != null ? lastFailure : other.lastFailure);
  }

  boolean holds() {
    return acknowledged > 0 && failed == 0 && lost == 0;
  }

  String line(String name) {
    return String.format(
        Locale.ROOT,
        "%-20s %13d %7d %5d %7d %11d%s",
        name,
        acknowledged,
        failed,
        lost,
        missed,
        slowestNanos / 1_000_000,
        lastFailure == null ? "" : "  " + lastFailure);
  }
}

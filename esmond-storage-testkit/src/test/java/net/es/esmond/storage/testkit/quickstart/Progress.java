package net.es.esmond.storage.testkit.quickstart;

import java.util.function.LongSupplier;

/** Says once a second how far the load has come. */
final class Progress {
  private static final long EVERY_NANOS = 1_000_000_000L;

  private final long points;
  private final LongSupplier failed;
  private long lastNanos = System.nanoTime();

  Progress(long points, LongSupplier failed) {
    this.points = points;
    this.failed = failed;
  }

  void at(long sent) {
    if (System.nanoTime() - lastNanos > EVERY_NANOS) {
      lastNanos = System.nanoTime();
      Quickstart.say(
          "sent " + sent + " of " + points + " points, " + failed.getAsLong() + " failed");
    }
  }
}

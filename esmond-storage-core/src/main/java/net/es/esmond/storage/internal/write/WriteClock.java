package net.es.esmond.storage.internal.write;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Draws write timestamps: microseconds since 1970, each later than the one before, so that of two
 * writes by this instance the later one wins. Safe for use by many threads.
 */
final class WriteClock {
  private final Clock clock;
  private final AtomicLong last = new AtomicLong();

  WriteClock(Clock clock) {
    this.clock = clock;
  }

  long nextMicros() {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    return last.updateAndGet(previous -> Math.max(previous + 1, now));
  }
}

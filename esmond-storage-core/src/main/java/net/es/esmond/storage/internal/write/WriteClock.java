package net.es.esmond.storage.internal.write;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Draws write timestamps in microseconds since 1970. Each is later than the one before, so that the
 * later of two writes by this instance wins. Safe for use by many threads.
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

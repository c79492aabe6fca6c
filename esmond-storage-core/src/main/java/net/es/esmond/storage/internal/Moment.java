package net.es.esmond.storage.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A moment on both of the machine's clocks. One of them stands still while the machine is
 * suspended, the other can be set.
 */
record Moment(long wallNanos, long monotonicNanos) {
  private static final long NANOS_PER_MILLI = 1_000_000;

  static Moment now() {
    return new Moment(System.currentTimeMillis() * NANOS_PER_MILLI, System.nanoTime());
  }

  /** The time that has passed: the longer one, should the clocks not agree. */
  Duration until(Moment later) {
    return Duration.ofNanos(
        Math.max(later.wallNanos - wallNanos, later.monotonicNanos - monotonicNanos));
  }

  /** Whether that much time has passed since something began; true when it never did. */
  static boolean isOver(@Nullable Moment begin, Duration length, Moment now) {
    return begin == null || begin.until(now).compareTo(length) >= 0;
  }
}

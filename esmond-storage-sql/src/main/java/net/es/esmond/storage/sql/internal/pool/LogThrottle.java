package net.es.esmond.storage.sql.internal.pool;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Lets one log line through in a minute, so that what happens thousands of times does not fill the
 * log. Thread-safe.
 */
public final class LogThrottle {
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final LongSupplier nanoTime;
  private boolean used;
  private long lastNanos;

  /**
   * Creates a throttle that has let nothing through.
   *
   * @param nanoTime a clock like {@link System#nanoTime()}
   */
  public LogThrottle(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Says whether to log now. */
  public synchronized boolean allows() {
    long now = nanoTime.getAsLong();
    if (used && now - lastNanos < EVERY.toNanos()) {
      return false;
    }
    used = true;
    lastNanos = now;
    return true;
  }
}

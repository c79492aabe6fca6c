package net.es.esmond.storage.testkit.internal;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import net.es.esmond.storage.testkit.ServerException;

/** The one place that waits for what servers do not announce: looks again and again, for a time. */
public final class Await {
  private static final Duration INTERVAL = Duration.ofMillis(200);

  private Await() {}

  /**
   * Waits for a condition.
   *
   * @param condition asked at least once, at most five times a second
   * @param atMost how long
   * @return whether it was met in time
   * @throws ServerException if the thread is interrupted, and stays so
   */
  public static boolean reached(BooleanSupplier condition, Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(INTERVAL.toNanos());
      if (Thread.currentThread().isInterrupted()) {
        throw new ServerException("Interrupted while waiting");
      }
    }
    return true;
  }
}

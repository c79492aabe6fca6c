package net.es.esmond.storage.testkit.chaos.archive;

import java.time.Duration;

/** Notes when this process does not get to run. Run every {@link #EACH} by a thread of its own. */
final class StallMonitor implements Runnable {
  static final Duration EACH = Duration.ofMillis(100);

  private static final long NOTED_NANOS = Duration.ofMillis(500).toNanos();

  private final LoggedCalls calls;
  private long last = System.nanoTime();

  StallMonitor(LoggedCalls calls) {
    this.calls = calls;
  }

  @Override
  public void run() {
    long now = System.nanoTime();
    if (now - last >= NOTED_NANOS) {
      calls.stalled(last, now);
    }
    last = now;
  }
}

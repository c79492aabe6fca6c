package net.es.esmond.storage.testkit.internal;

import java.time.Duration;

/** Decides when bytes may pass: at once, later, or not until it is opened. Thread-safe. */
public final class Gate {
  private boolean open = true;
  private long delayNanos;

  /** Lets bytes pass, without delay. */
  public synchronized void restore() {
    open = true;
    delayNanos = 0;
    notifyAll();
  }

  /** Holds all bytes: nothing is lost, nothing arrives, as on a line that is cut. */
  public synchronized void cut() {
    open = false;
  }

  synchronized boolean isOpen() {
    return open;
  }

  /** Lets bytes pass some time after they came. */
  public synchronized void delay(Duration oneWay) {
    delayNanos = oneWay.toNanos();
    notifyAll();
  }

  /** Returns when bytes that came at the given {@link System#nanoTime} may go on. */
  synchronized void pass(long cameAt) throws InterruptedException {
    while (true) {
      long left = cameAt + delayNanos - System.nanoTime();
      if (!open) {
        wait();
      } else if (left > 0) {
        wait(left / 1_000_000, (int) (left % 1_000_000));
      } else {
        return;
      }
    }
  }
}

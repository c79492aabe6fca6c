package net.es.esmond.storage.transfer;

import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.error.InterruptedCallException;

/** Waits on the thread of a transfer's caller, as a transfer blocks. */
final class Pauses {
  private Pauses() {}

  /**
   * Waits, unless the time is none.
   *
   * @throws InterruptedCallException when the thread is interrupted, and stays so
   */
  static void pause(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedCallException(e);
    }
  }
}

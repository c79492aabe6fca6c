package net.es.esmond.storage.cassandra.internal.session;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the extra requests to a twentieth of those asked, plus a reserve for the moment in which a
 * node hangs. Extra requests that could not wait for credit leave a debt, paid before the next.
 */
final class SpeculationBudget {
  private static final int COST = 20;
  private static final int RESERVE = 100 * COST;

  private final AtomicInteger credit = new AtomicInteger(RESERVE);

  /** A request was asked for. */
  void earn() {
    if (credit.get() < RESERVE) {
      credit.incrementAndGet();
    }
  }

  /** An extra request was sent. */
  void spend() {
    credit.addAndGet(-COST);
  }

  boolean hasCredit() {
    return credit.get() >= COST;
  }
}

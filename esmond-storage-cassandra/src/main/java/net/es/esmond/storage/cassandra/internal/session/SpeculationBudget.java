package net.es.esmond.storage.cassandra.internal.session;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds speculative requests to a twentieth of all requests, plus a reserve for the moment in
 * which a node hangs. Requests that cannot wait for credit leave a debt, which must be paid before
 * the next speculative request.
 */
final class SpeculationBudget {
  private static final int COST = 20;
  private static final int RESERVE = 100 * COST;

  private final AtomicInteger credit = new AtomicInteger(RESERVE);

  /** Adds credit for a request. */
  void earn() {
    if (credit.get() < RESERVE) {
      credit.incrementAndGet();
    }
  }

  /** Takes credit for a speculative request. */
  void spend() {
    credit.addAndGet(-COST);
  }

  boolean hasCredit() {
    return credit.get() >= COST;
  }
}

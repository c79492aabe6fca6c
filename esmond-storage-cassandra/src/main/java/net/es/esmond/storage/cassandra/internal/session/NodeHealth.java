package net.es.esmond.storage.cassandra.internal.session;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sets a node's circuit breaker: silence opens it, when the node owes an answer for too long while
 * others answer, and an answer closes it. The breaker itself counts completed calls only, so it
 * would never see a node that hangs; it holds the state, and tells it to whom it concerns. No
 * permission is asked of it. Times are of {@link System#nanoTime()}.
 */
final class NodeHealth {
  private static final long PROBE_EVERY_NANOS = 250_000_000;
  private static final long NOTHING = 0;

  /** When the first request was sent that no answer has followed. */
  private volatile long owedSince = NOTHING;

  private final AtomicLong nextProbe = new AtomicLong();

  private final CircuitBreaker breaker;

  NodeHealth(CircuitBreaker breaker) {
    this.breaker = breaker;
  }

  /** A request was sent to the node. */
  void asked(long now) {
    if (owedSince == NOTHING) {
      // The clock may show any number, "nothing" included.
      owedSince = now == NOTHING ? 1 : now;
    }
  }

  /** The node answered, or the connection on which it owed the answer is gone. */
  void settled() {
    if (owedSince != NOTHING) {
      owedSince = NOTHING;
      if (breaker.getState() == State.OPEN) {
        breaker.transitionToClosedState();
      }
    }
  }

  /** Whether the breaker is open: by our doing, or for good by the host's. */
  boolean open() {
    State state = breaker.getState();
    return state == State.OPEN || state == State.FORCED_OPEN;
  }

  /** Whether an answer is due at all: cheaper to ask than whether it is due for too long. */
  boolean owes() {
    return owedSince != NOTHING;
  }

  /**
   * Whether the node has been silent for too long; opens the breaker when it has.
   *
   * @param lastAnswer when any node answered last: when nobody does, silence tells nothing
   */
  boolean silent(long now, long lastAnswer, long toleratedNanos) {
    long since = owedSince;
    boolean silent = since != NOTHING && now - since > toleratedNanos && lastAnswer - since > 0;
    if (silent && breaker.getState() == State.CLOSED) {
      breaker.transitionToOpenState();
      if (owedSince == NOTHING && breaker.getState() == State.OPEN) {
        // It has answered meanwhile, and whoever noted that may have found the breaker closed.
        breaker.transitionToClosedState();
      }
    }
    return silent;
  }

  /** Whether to send a silent node one request all the same; true at most four times a second. */
  boolean probe(long now) {
    long next = nextProbe.get();
    return now - next >= 0 && nextProbe.compareAndSet(next, now + PROBE_EVERY_NANOS);
  }
}

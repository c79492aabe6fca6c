package net.es.esmond.storage.cassandra.internal.session;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Opens and closes a node's circuit breaker. Silence opens it: the node owes an answer for too long
 * while other nodes answer. An answer closes it. The breaker itself counts only completed calls,
 * and would never notice a node that hangs. So it only stores the state and publishes its changes,
 * and no call asks it for permission. Times are those of {@link System#nanoTime()}.
 */
final class NodeHealth {
  private static final long PROBE_EVERY_NANOS = 250_000_000;
  private static final long NOTHING = 0;

  /** Time at which the first request was sent since the node's last answer. */
  private volatile long owedSince = NOTHING;

  private final AtomicLong nextProbe = new AtomicLong();

  private final CircuitBreaker breaker;

  NodeHealth(CircuitBreaker breaker) {
    this.breaker = breaker;
  }

  /** Records that a request was sent to the node. */
  void asked(long now) {
    if (owedSince == NOTHING) {
      // The clock may show any number, "nothing" included.
      owedSince = now == NOTHING ? 1 : now;
    }
  }

  /** Records that the node answered, or that the connection on which it owed an answer is gone. */
  void settled() {
    if (owedSince != NOTHING) {
      owedSince = NOTHING;
      if (breaker.getState() == State.OPEN) {
        breaker.transitionToClosedState();
      }
    }
  }

  /**
   * Returns whether the breaker is open, because of silence or because the host has forced it open.
   */
  boolean open() {
    State state = breaker.getState();
    return state == State.OPEN || state == State.FORCED_OPEN;
  }

  /** Returns whether the node was found to be silent, and has not answered since. */
  boolean fellSilent() {
    return breaker.getState() == State.OPEN;
  }

  /**
   * Returns whether the node owes an answer. This is cheaper than asking whether it has owed one
   * for too long.
   */
  boolean owes() {
    return owedSince != NOTHING;
  }

  /**
   * Returns whether the node has been silent for too long, and opens the breaker if it has.
   *
   * @param now the time now
   * @param lastAnswer time of the last answer of any node; while no node answers, silence does not
   *     count
   * @param toleratedNanos longest tolerated silence, nanoseconds
   */
  boolean silent(long now, long lastAnswer, long toleratedNanos) {
    long since = owedSince;
    boolean silent = since != NOTHING && now - since > toleratedNanos && lastAnswer - since > 0;
    if (silent && breaker.getState() == State.CLOSED) {
      breaker.transitionToOpenState();
      if (owedSince == NOTHING && breaker.getState() == State.OPEN) {
        // The node answered meanwhile, and that thread may have found the breaker closed.
        breaker.transitionToClosedState();
      }
    }
    return silent;
  }

  /** Returns whether to probe a silent node by one request; true at most four times a second. */
  boolean probe(long now) {
    long next = nextProbe.get();
    return now - next >= 0 && nextProbe.compareAndSet(next, now + PROBE_EVERY_NANOS);
  }
}

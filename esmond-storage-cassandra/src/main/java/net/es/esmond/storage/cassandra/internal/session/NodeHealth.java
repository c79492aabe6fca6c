package net.es.esmond.storage.cassandra.internal.session;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A circuit breaker that a node's silence opens: it owes an answer for too long while others
 * answer. Times are of {@link System#nanoTime()}.
 */
final class NodeHealth {
  private static final long PROBE_EVERY_NANOS = 250_000_000;
  private static final long NOTHING = 0;

  /** When the first request was sent that no answer has followed. */
  private volatile long owedSince = NOTHING;

  private final AtomicLong nextProbe = new AtomicLong();

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
    }
  }

  /** Whether an answer is due at all: cheaper to ask than whether the node is silent. */
  boolean owes() {
    return owedSince != NOTHING;
  }

  /**
   * Whether the node has been silent for too long.
   *
   * @param lastAnswer when any node answered last: when nobody does, silence tells nothing
   */
  boolean silent(long now, long lastAnswer, long toleratedNanos) {
    long since = owedSince;
    return since != NOTHING && now - since > toleratedNanos && lastAnswer - since > 0;
  }

  /** Whether to send a silent node one request all the same; true at most four times a second. */
  boolean probe(long now) {
    long next = nextProbe.get();
    return now - next >= 0 && nextProbe.compareAndSet(next, now + PROBE_EVERY_NANOS);
  }
}

package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.metadata.Node;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a session has seen of its nodes: how fast they answer and which of them are silent. Every
 * delay follows from the observed latency. Safe for use by many threads.
 */
final class ClusterHealth {
  private static final long INITIAL_ESTIMATE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long PRECISION_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long MIN_SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long MAX_SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(700);

  private final ConcurrentMap<Node, NodeHealth> nodes = new ConcurrentHashMap<>();
  private final LatencyEstimate latency = new LatencyEstimate(99, INITIAL_ESTIMATE_NANOS);
  private final LongSupplier nanoTime;
  private final SessionResilience.Entries breakers;
  private volatile long lastAnswer;

  /**
   * Knows nothing of any node yet.
   *
   * @param breakers holds the nodes' breakers, by their addresses
   */
  ClusterHealth(LongSupplier nanoTime, SessionResilience.Entries breakers) {
    this.nanoTime = nanoTime;
    this.breakers = breakers;
    this.lastAnswer = nanoTime.getAsLong();
  }

  void asked(Node node) {
    of(node).asked(nanoTime.getAsLong());
  }

  void answered(Node node, long latencyNanos) {
    latency.add(latencyNanos);
    long now = nanoTime.getAsLong();
    if (now - lastAnswer > PRECISION_NANOS) {
      // All threads read it, so it is not written more often than need be.
      lastAnswer = now;
    }
    of(node).settled();
  }

  /** The node refused, or its connection broke: nothing is owed, nothing is learnt about speed. */
  void failed(Node node) {
    of(node).settled();
  }

  boolean silent(Node node) {
    NodeHealth health = of(node);
    return health.open()
        || health.owes()
            && health.silent(nanoTime.getAsLong(), lastAnswer, toleratedSilenceNanos());
  }

  /** Whether the node is known to be silent. */
  boolean open(Node node) {
    return of(node).open();
  }

  /** Whether requests should go elsewhere: it is silent and has been probed lately. */
  boolean avoid(Node node) {
    return silent(node) && !of(node).probe(nanoTime.getAsLong());
  }

  /** After how long a request is worth sending to a second node as well. */
  long hedgeMillis() {
    return clamp(2 * latency.nanos() / 1_000_000, 10, 1000);
  }

  /** After how long an attempt counts as failed. */
  long attemptTimeoutMillis() {
    return clamp(10 * latency.nanos() / 1_000_000, 250, 3000);
  }

  /** The same for a transaction, which takes several rounds between replicas. */
  long transactionTimeoutMillis() {
    return Math.max(1000, attemptTimeoutMillis());
  }

  private long toleratedSilenceNanos() {
    return Math.max(MIN_SILENCE_NANOS, Math.min(MAX_SILENCE_NANOS, 4 * latency.nanos()));
  }

  private NodeHealth of(Node node) {
    NodeHealth health = nodes.get(node);
    return health != null ? health : nodes.computeIfAbsent(node, this::register);
  }

  private NodeHealth register(Node node) {
    return new NodeHealth(breakers.breaker(Nodes.name(node)));
  }

  /** Removes the nodes' breakers: the session is closed. */
  void close() {
    breakers.close();
  }

  private static long clamp(long value, long least, long most) {
    return Math.max(least, Math.min(most, value));
  }
}

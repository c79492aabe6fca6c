package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.NodeUnavailableException;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Observes a session's nodes: how fast they answer and which of them are silent. Every delay that
 * it recommends follows from the observed latency. Safe for use by many threads.
 */
final class ClusterHealth {
  private static final long INITIAL_ESTIMATE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long PRECISION_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long MIN_SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long MAX_SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(700);

  private final ConcurrentMap<Node, NodeHealth> nodes = new ConcurrentHashMap<>();

  /** Why the last attempt to connect to a node failed. */
  private final ConcurrentMap<Node, String> unreachable = new ConcurrentHashMap<>();

  private final LatencyEstimate latency = new LatencyEstimate(99, INITIAL_ESTIMATE_NANOS);
  private final LongSupplier nanoTime;
  private final SessionResilience.Entries breakers;
  private volatile long lastAnswer;

  /**
   * Starts without observations.
   *
   * @param nanoTime a clock such as {@link System#nanoTime}
   * @param breakers the nodes' circuit breakers, by their addresses
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
      // All threads read this field, so it is written as seldom as possible.
      lastAnswer = now;
    }
    of(node).settled();
  }

  /**
   * Records that the node refused a request or its connection broke. It owes no answer then, and
   * its latency is unknown.
   */
  void failed(Node node) {
    of(node).settled();
  }

  /**
   * Records the outcome of an attempt to connect to a node.
   *
   * @param error why the attempt failed; null when it succeeded
   */
  void connected(Node node, @Nullable Throwable error) {
    if (error == null) {
      unreachable.remove(node);
    } else {
      unreachable.put(node, Failures.describe(error));
    }
  }

  /** Describes a node's error, and why there is no connection to the node if that is the error. */
  String describe(Node node, Throwable error) {
    String why = error instanceof NodeUnavailableException ? unreachable.get(node) : null;
    return why == null ? Failures.describe(error) : "no connection, " + why;
  }

  /**
   * Returns the state of a node, without opening or closing its breaker. A silent node is up until
   * it misses a heartbeat, which ends its connections: until then it may be slow, and answer
   * requests within their deadlines.
   */
  NodeStatus status(Node node) {
    NodeState state = node.getState();
    if (state != NodeState.UP && state != NodeState.UNKNOWN) {
      String why = unreachable.get(node);
      return new NodeStatus(node, false, why == null ? "down" : "down, " + why);
    }
    NodeHealth asked = nodes.get(node);
    boolean silent = asked != null && asked.fellSilent();
    return new NodeStatus(node, true, silent ? "up, but avoided, as it owes an answer" : "up");
  }

  boolean silent(Node node) {
    NodeHealth health = of(node);
    return health.open()
        || health.owes()
            && health.silent(nanoTime.getAsLong(), lastAnswer, toleratedSilenceNanos());
  }

  /** Returns whether the node is known to be silent. */
  boolean open(Node node) {
    return of(node).open();
  }

  /**
   * Returns whether requests should avoid the node: it is silent, and was probed a short while ago.
   */
  boolean avoid(Node node) {
    return silent(node) && !of(node).probe(nanoTime.getAsLong());
  }

  /** Returns the time after which a request is sent to a second node as well, in milliseconds. */
  long hedgeMillis() {
    return clamp(2 * latency.nanos() / 1_000_000, 10, 1000);
  }

  /** Returns the time after which an attempt counts as failed, in milliseconds. */
  long attemptTimeoutMillis() {
    return clamp(10 * latency.nanos() / 1_000_000, 250, 3000);
  }

  /**
   * Returns the time after which a transaction's attempt counts as failed, in milliseconds. A
   * transaction needs several rounds between replicas.
   */
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

  /** Removes the nodes' breakers when the session is closed. */
  void close() {
    breakers.close();
  }

  private static long clamp(long value, long least, long most) {
    return Math.max(least, Math.min(most, value));
  }
}

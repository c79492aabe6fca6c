package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.api.core.tracker.RequestTracker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what nodes answered: {@code esmond.cassandra.requests} by node and outcome. */
public final class RequestMeters implements RequestTracker {
  private final MeterRegistry registry;
  private final Map<Node, Counter> successes = new ConcurrentHashMap<>();
  private final Map<Node, Counter> errors = new ConcurrentHashMap<>();

  /**
   * Counts in a registry.
   *
   * @param registry the host's
   */
  public RequestMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void onNodeSuccess(
      Request request,
      long latencyNanos,
      DriverExecutionProfile profile,
      Node node,
      String requestLogPrefix) {
    successes.computeIfAbsent(node, key -> counter(key, "success")).increment();
  }

  @Override
  public void onNodeError(
      Request request,
      Throwable error,
      long latencyNanos,
      DriverExecutionProfile profile,
      Node node,
      String requestLogPrefix) {
    errors.computeIfAbsent(node, key -> counter(key, "error")).increment();
  }

  private Counter counter(Node node, String outcome) {
    return registry.counter(
        "esmond.cassandra.requests", "node", Nodes.name(node), "outcome", outcome);
  }

  @Override
  public void close() {}
}

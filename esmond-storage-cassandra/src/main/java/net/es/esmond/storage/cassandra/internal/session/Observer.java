package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.api.core.tracker.RequestTracker;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongConsumer;

/**
 * Reports the outcome of each request to {@link ClusterHealth}. Called on the driver's I/O threads.
 */
final class Observer implements RequestTracker {
  private final ClusterHealth health;
  private final SessionMeters meters;
  private final ConcurrentMap<Node, Timers> timers = new ConcurrentHashMap<>();

  private record Timers(LongConsumer ok, LongConsumer error) {}

  Observer(ClusterHealth health, SessionMeters meters) {
    this.health = health;
    this.meters = meters;
  }

  @Override
  public void onNodeSuccess(
      Request request,
      long latencyNanos,
      DriverExecutionProfile profile,
      Node node,
      String logPrefix) {
    health.answered(node, latencyNanos);
    timers(node).ok.accept(latencyNanos);
  }

  @Override
  public void onNodeError(
      Request request,
      Throwable error,
      long latencyNanos,
      DriverExecutionProfile profile,
      Node node,
      String logPrefix) {
    health.failed(node);
    timers(node).error.accept(latencyNanos);
  }

  private Timers timers(Node node) {
    Timers found = timers.get(node);
    return found != null ? found : timers.computeIfAbsent(node, this::register);
  }

  private Timers register(Node node) {
    String name = Nodes.name(node);
    return new Timers(meters.requests(name, "ok"), meters.requests(name, "error"));
  }

  @Override
  public void close() {
    health.close();
  }
}

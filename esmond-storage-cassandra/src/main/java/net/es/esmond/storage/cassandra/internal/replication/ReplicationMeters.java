package net.es.esmond.storage.cassandra.internal.replication;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;
import net.es.esmond.storage.cassandra.internal.session.SessionMeters;
import net.es.esmond.storage.replication.PlanStep;
import net.es.esmond.storage.replication.ReplicationState;
import net.es.esmond.storage.replication.ReplicationStatus;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the last observed replication status in a meter registry. The meters are described at
 * ReplicationManager.
 */
final class ReplicationMeters {
  private final SessionMeters meters;
  private final Tags tags;
  private volatile @Nullable ReplicationStatus last;

  ReplicationMeters(SessionMeters meters, String keyspace) {
    this.meters = meters;
    this.tags = Tags.of("keyspace", keyspace);
    gauge("replicas", Tags.empty(), ReplicationStatus::replicas);
    gauge("replicas.wanted", Tags.empty(), ReplicationStatus::wanted);
    gauge(
        "drift", Tags.empty(), status -> status.states().contains(ReplicationState.DRIFT) ? 1 : 0);
    gauge(
        "nodes",
        Tags.of("state", "up"),
        status -> status.nodes().size() - (double) status.down().size());
    gauge("nodes", Tags.of("state", "down"), status -> status.down().size());
    gauge("tolerated.losses", Tags.empty(), ReplicationStatus::toleratedLosses);
    gauge(
        "ranges.at.risk",
        Tags.empty(),
        status ->
            Math.max(
                status.at(status.readLevel()).atRisk().size(),
                status.at(status.writeLevel()).atRisk().size()));
    gauge(
        "repair.due",
        Tags.empty(),
        status ->
            status.change().stream()
                .flatMap(change -> change.due().stream())
                .filter(step -> step.kind() == PlanStep.Kind.REPAIR)
                .count());
  }

  private void gauge(String name, Tags more, ToDoubleFunction<ReplicationStatus> value) {
    meters.gauge(
        Gauge.builder(
                "esmond.replication." + name,
                this,
                shown -> shown.last == null ? Double.NaN : value.applyAsDouble(shown.last))
            .tags(tags.and(more)));
  }

  void observed(ReplicationStatus status) {
    last = status;
  }
}

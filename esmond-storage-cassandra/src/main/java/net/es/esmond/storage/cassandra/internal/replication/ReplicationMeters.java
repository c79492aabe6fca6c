package net.es.esmond.storage.cassandra.internal.replication;

import java.util.function.ToDoubleFunction;
import net.es.esmond.storage.internal.meters.HostMeters;
import net.es.esmond.storage.internal.meters.StorageMeter;
import net.es.esmond.storage.replication.PlanStep;
import net.es.esmond.storage.replication.ReplicationState;
import net.es.esmond.storage.replication.ReplicationStatus;
import org.jspecify.annotations.Nullable;

/** Publishes the last observed replication status in a meter registry. */
final class ReplicationMeters {
  private final HostMeters meters;
  private final String keyspace;
  private volatile @Nullable ReplicationStatus last;

  ReplicationMeters(HostMeters meters, String keyspace) {
    this.meters = meters;
    this.keyspace = keyspace;
    gauge(StorageMeter.REPLICAS, ReplicationStatus::replicas);
    gauge(StorageMeter.REPLICAS_WANTED, ReplicationStatus::wanted);
    gauge(StorageMeter.DRIFT, status -> status.states().contains(ReplicationState.DRIFT) ? 1 : 0);
    gauge(
        StorageMeter.NODES, status -> status.nodes().size() - (double) status.down().size(), "up");
    gauge(StorageMeter.NODES, status -> status.down().size(), "down");
    gauge(StorageMeter.TOLERATED_LOSSES, ReplicationStatus::toleratedLosses);
    gauge(
        StorageMeter.RANGES_AT_RISK,
        status ->
            Math.max(
                status.at(status.readLevel()).atRisk().size(),
                status.at(status.writeLevel()).atRisk().size()));
    gauge(
        StorageMeter.REPAIR_DUE,
        status ->
            status.change().stream()
                .flatMap(change -> change.due().stream())
                .filter(step -> step.kind() == PlanStep.Kind.REPAIR)
                .count());
  }

  private void gauge(StorageMeter meter, ToDoubleFunction<ReplicationStatus> value) {
    meters.gauge(meter, this, shown -> shown.value(value), keyspace);
  }

  private void gauge(StorageMeter meter, ToDoubleFunction<ReplicationStatus> value, String state) {
    meters.gauge(meter, this, shown -> shown.value(value), keyspace, state);
  }

  private double value(ToDoubleFunction<ReplicationStatus> value) {
    ReplicationStatus status = last;
    return status == null ? Double.NaN : value.applyAsDouble(status);
  }

  void observed(ReplicationStatus status) {
    last = status;
  }
}

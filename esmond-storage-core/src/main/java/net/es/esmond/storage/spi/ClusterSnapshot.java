package net.es.esmond.storage.spi;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.Refusal;

/**
 * What a cluster says of itself at one moment.
 *
 * @param localDatacenter the local datacenter
 * @param nodes the nodes of the ring
 * @param replication how the archive's keyspace is replicated
 * @param controlReplication how what instances must agree on is replicated
 * @param authReplication how accounts are replicated; empty when no one has to log in
 * @param gcGraceSeconds gc_grace_seconds of each table of the archive
 * @param unsettled why the ring must be left alone now: nodes joining, leaving or moving, schema
 *     disagreement, or that this cannot be seen
 */
public record ClusterSnapshot(
    String localDatacenter,
    List<NodeFacts> nodes,
    KeyspaceReplication replication,
    KeyspaceReplication controlReplication,
    Optional<KeyspaceReplication> authReplication,
    Map<String, Integer> gcGraceSeconds,
    List<Refusal> unsettled) {
  /** Copies the collections. */
  public ClusterSnapshot {
    Objects.requireNonNull(localDatacenter, "localDatacenter");
    nodes = List.copyOf(nodes);
    Objects.requireNonNull(replication, "replication");
    Objects.requireNonNull(controlReplication, "controlReplication");
    Objects.requireNonNull(authReplication, "authReplication");
    gcGraceSeconds = Map.copyOf(gcGraceSeconds);
    unsettled = List.copyOf(unsettled);
  }
}

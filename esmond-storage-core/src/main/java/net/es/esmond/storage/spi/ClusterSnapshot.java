package net.es.esmond.storage.spi;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.Refusal;

/**
 * A snapshot of a cluster: its nodes, keyspaces and tables at one moment.
 *
 * @param localDatacenter the local datacenter
 * @param nodes the nodes of the ring
 * @param replication the replication of the archive's keyspace
 * @param controlReplication the replication of the control keyspace
 * @param authReplication the replication of the keyspace system_auth; empty when clients need no
 *     login
 * @param gcGraceSeconds gc_grace_seconds of each table of the archive
 * @param unsettled reasons against any change of the ring now: nodes that join, leave or move,
 *     schema disagreement, or that these facts are unknown
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

  /**
   * Counts the nodes of each datacenter.
   *
   * @return the counts by datacenter, in the order of their names
   */
  public SortedMap<String, Integer> datacenters() {
    SortedMap<String, Integer> counts = new TreeMap<>();
    nodes.forEach(facts -> counts.merge(facts.node().datacenter(), 1, Integer::sum));
    return counts;
  }

  /**
   * Counts the replicas that a keyspace is sure to have in a datacenter of this cluster.
   *
   * @param keyspace the replication of the keyspace
   * @param datacenter the datacenter
   * @return replicas of each row; 0 for SimpleStrategy in a cluster of several datacenters, which
   *     may put all replicas into another one
   */
  public int replicasIn(KeyspaceReplication keyspace, String datacenter) {
    return keyspace.isSimple() && datacenters().size() > 1 ? 0 : keyspace.replicasIn(datacenter);
  }
}

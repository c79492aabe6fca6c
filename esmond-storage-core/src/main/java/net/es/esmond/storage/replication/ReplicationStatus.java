package net.es.esmond.storage.replication;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import net.es.esmond.storage.cluster.ConsistencyLevel;

/**
 * The replication of the archive's keyspace, and the node losses that its cluster tolerates.
 *
 * @param keyspace the keyspace
 * @param datacenter the local datacenter
 * @param wanted {@code cassandra_replicas}, the count for the local datacenter
 * @param actual the keyspace's replication now
 * @param nodes every node, in ring order
 * @param readLevel level of reads that name none
 * @param writeLevel level of writes
 * @param levels the tolerance at each consistency level
 * @param states at least one; {@link ReplicationState#IN_SYNC} only by itself
 * @param change the change under way; empty when there is none
 * @param advice recommendations to the operator
 */
public record ReplicationStatus(
    String keyspace,
    String datacenter,
    int wanted,
    KeyspaceReplication actual,
    List<ReplicaNode> nodes,
    ConsistencyLevel readLevel,
    ConsistencyLevel writeLevel,
    Map<ConsistencyLevel, LevelTolerance> levels,
    Set<ReplicationState> states,
    Optional<ReplicationChange> change,
    List<Advice> advice) {
  /** Copies the collections. */
  public ReplicationStatus {
    Objects.requireNonNull(keyspace, "keyspace");
    Objects.requireNonNull(datacenter, "datacenter");
    Objects.requireNonNull(actual, "actual");
    Objects.requireNonNull(readLevel, "readLevel");
    Objects.requireNonNull(writeLevel, "writeLevel");
    nodes = List.copyOf(nodes);
    levels = Map.copyOf(levels);
    states = Set.copyOf(states);
    Objects.requireNonNull(change, "change");
    advice = List.copyOf(advice);
  }

  /**
   * Returns the replica count in the local datacenter.
   *
   * @return what {@link #wanted} is compared with
   */
  public int replicas() {
    return actual.replicasIn(datacenter);
  }

  /**
   * Returns the tolerance at a consistency level.
   *
   * @param level a consistency level
   * @return its tolerance
   */
  public LevelTolerance at(ConsistencyLevel level) {
    return Objects.requireNonNull(levels.get(level), level.name());
  }

  /**
   * Returns how many more nodes may fail, in any combination, before a call of the archive fails.
   *
   * @return the smaller of what reads and what writes tolerate at their levels
   */
  public int toleratedLosses() {
    return Math.min(at(readLevel).moreNodesMayFail(), at(writeLevel).moreNodesMayFail());
  }

  /**
   * Returns the nodes that are down.
   *
   * @return in ring order
   */
  public List<ReplicaNode> down() {
    return nodes.stream().filter(node -> !node.up()).toList();
  }
}

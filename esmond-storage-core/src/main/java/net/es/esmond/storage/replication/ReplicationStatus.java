package net.es.esmond.storage.replication;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import net.es.esmond.storage.cluster.ConsistencyLevel;

/**
 * How the archive's keyspace is replicated, and what its cluster can lose.
 *
 * @param keyspace the keyspace
 * @param datacenter the local datacenter
 * @param wanted {@code cassandra_replicas}, the count for the local datacenter
 * @param actual how the keyspace is replicated
 * @param nodes every node, in ring order
 * @param readLevel level of reads that name none
 * @param writeLevel level of writes
 * @param levels what can be served and lost at each consistency level
 * @param states at least one; {@link ReplicationState#IN_SYNC} only by itself
 * @param change the change under way; empty when there is none
 * @param advice what an operator had better do
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
   * Tells what can be served and lost at a level.
   *
   * @param level a consistency level
   * @return its tolerance
   */
  public LevelTolerance at(ConsistencyLevel level) {
    return Objects.requireNonNull(levels.get(level), level.name());
  }

  /**
   * Returns how many more nodes may fail, whichever they are, without an archive's call failing.
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

package net.es.esmond.storage.internal.replication;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.internal.replication.ring.FaultTolerance;
import net.es.esmond.storage.internal.replication.ring.Ring;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.LevelTolerance;
import net.es.esmond.storage.replication.ReplicaNode;
import net.es.esmond.storage.replication.ReplicationChange;
import net.es.esmond.storage.replication.ReplicationState;
import net.es.esmond.storage.replication.ReplicationStatus;
import net.es.esmond.storage.spi.ClusterSnapshot;
import net.es.esmond.storage.spi.ControlRecord;
import net.es.esmond.storage.spi.NodeFacts;
import org.jspecify.annotations.Nullable;

/**
 * Derives a replication status from an observation of the cluster. Safe for use by many threads.
 */
public final class StatusEvaluator {
  private final String keyspace;
  private final int wanted;
  private final CassandraConf conf;

  /**
   * The last evaluation. It is kept because the ring seldom changes between two observations, and
   * may have many thousands of ranges.
   */
  private volatile @Nullable Judged last;

  private record Judged(
      List<NodeFacts> nodes,
      KeyspaceReplication replication,
      Ring ring,
      Map<ConsistencyLevel, LevelTolerance> levels) {
    boolean isOf(ClusterSnapshot cluster) {
      return nodes.equals(cluster.nodes()) && replication.equals(cluster.replication());
    }
  }

  /** Creates an evaluator with the keyspace, replica count and levels of a configuration. */
  public StatusEvaluator(CassandraConf conf) {
    keyspace = conf.keyspace();
    wanted = conf.replicas();
    this.conf = conf;
  }

  /** Returns the status that follows from an observation of the cluster and the control record. */
  public ReplicationStatus of(ClusterSnapshot cluster, ControlRecord record) {
    Judged judged = judged(cluster);
    Ring ring = judged.ring();
    Optional<ReplicationChange> change = change(cluster, ring, record);
    int replicas = cluster.replicasIn(cluster.replication(), cluster.localDatacenter());
    ConsistencyLevel readLevel = conf.readLevel(replicas);
    ConsistencyLevel writeLevel = conf.writeLevel(replicas);
    return new ReplicationStatus(
        keyspace,
        cluster.localDatacenter(),
        wanted,
        cluster.replication(),
        ring.nodes(),
        readLevel,
        writeLevel,
        judged.levels(),
        states(cluster, judged, change, List.of(readLevel, writeLevel)),
        change,
        AdviceRules.of(keyspace, cluster, change));
  }

  private Judged judged(ClusterSnapshot cluster) {
    Judged known = last;
    if (known == null || !known.isOf(cluster)) {
      Ring ring = new Ring(cluster.nodes());
      known =
          new Judged(
              cluster.nodes(),
              cluster.replication(),
              ring,
              FaultTolerance.of(ring, cluster.replication(), cluster.localDatacenter()));
      last = known;
    }
    return known;
  }

  private Optional<ReplicationChange> change(
      ClusterSnapshot cluster, Ring ring, ControlRecord record) {
    return record
        .change()
        .map(
            change ->
                change.withDue(
                    Stage.repairDue(record),
                    Stage.remaining(keyspace, record, cluster, ring.nodes())));
  }

  private Set<ReplicationState> states(
      ClusterSnapshot cluster,
      Judged judged,
      Optional<ReplicationChange> change,
      List<ConsistencyLevel> used) {
    int replicas = cluster.replication().replicasIn(cluster.localDatacenter());
    Set<ReplicationState> states = EnumSet.noneOf(ReplicationState.class);
    if (replicas != wanted) {
      states.add(ReplicationState.DRIFT);
    }
    if (replicas > placeable(cluster, judged.ring())) {
      states.add(ReplicationState.MORE_REPLICAS_THAN_NODES);
    }
    if (used.stream()
        .map(level -> Objects.requireNonNull(judged.levels().get(level)))
        .anyMatch(tolerance -> !tolerance.atRisk().isEmpty())) {
      states.add(ReplicationState.RANGES_AT_RISK);
    }
    if (change.map(ReplicationChange::repairDue).orElse(false)) {
      states.add(ReplicationState.REPAIR_DUE);
    }
    if (states.isEmpty()) {
      states.add(ReplicationState.IN_SYNC);
    }
    return states;
  }

  /** Returns the largest number of nodes in the local datacenter that can be replicas of a row. */
  static long placeable(ClusterSnapshot cluster, Ring ring) {
    return cluster.replication().isSimple()
        ? ring.nodes().size()
        : local(cluster, ring.nodes()).size();
  }

  static List<ReplicaNode> local(ClusterSnapshot cluster, List<ReplicaNode> nodes) {
    return nodes.stream()
        .filter(node -> node.datacenter().equals(cluster.localDatacenter()))
        .toList();
  }
}

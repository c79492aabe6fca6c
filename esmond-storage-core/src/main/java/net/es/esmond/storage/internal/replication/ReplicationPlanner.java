package net.es.esmond.storage.internal.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.es.esmond.storage.internal.replication.ring.Ring;
import net.es.esmond.storage.internal.text.Listed;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.PlanStep;
import net.es.esmond.storage.replication.Refusal;
import net.es.esmond.storage.replication.Refusal.Reason;
import net.es.esmond.storage.replication.ReplicaNode;
import net.es.esmond.storage.replication.ReplicationChange;
import net.es.esmond.storage.replication.ReplicationPlan;
import net.es.esmond.storage.spi.ClusterSnapshot;
import net.es.esmond.storage.spi.ControlRecord;
import net.es.esmond.storage.spi.NodeFacts;

/** Plans changes of a keyspace's replication, and refuses changes that would not be safe. */
public final class ReplicationPlanner {
  private final String keyspace;

  /** Creates a planner for a keyspace. */
  public ReplicationPlanner(String keyspace) {
    this.keyspace = keyspace;
  }

  /** Plans another replica count in the local datacenter, by the same strategy. */
  public ReplicationPlan replicas(int count, ClusterSnapshot cluster, ControlRecord record) {
    return to(cluster.replication().with(cluster.localDatacenter(), count), cluster, record);
  }

  /** Plans the same replicas by NetworkTopologyStrategy. */
  public ReplicationPlan topologyStrategy(ClusterSnapshot cluster, ControlRecord record) {
    KeyspaceReplication now = cluster.replication();
    return to(
        now.isSimple()
            ? KeyspaceReplication.topology(Map.of(cluster.localDatacenter(), now.total()))
            : now,
        cluster,
        record);
  }

  /** Plans a change from the actual replication to a target. */
  ReplicationPlan to(KeyspaceReplication target, ClusterSnapshot cluster, ControlRecord record) {
    List<ReplicaNode> nodes = new Ring(cluster.nodes()).nodes();
    List<PlanStep> steps = new ArrayList<>();
    KeyspaceReplication from = cluster.replication();
    Optional<ReplicationChange> change = record.change();
    if (change.isPresent()) {
      // A change under way is finished first.
      steps.addAll(Stage.remaining(keyspace, record, cluster, nodes));
      from = Stage.isCalledOffUnaltered(change.get()) ? record.settled() : change.get().stage();
    }
    for (Stage stage : Stage.between(from, target, cluster.localDatacenter())) {
      steps.addAll(stage.steps(keyspace, StatusEvaluator.local(cluster, nodes)));
    }
    List<Refusal> refusals = steps.isEmpty() ? List.of() : refusals(target, cluster);
    if (change.isPresent() && !change.get().to().equals(target)) {
      refusals = new ArrayList<>(refusals);
      refusals.add(
          new Refusal(
              Reason.CHANGE_UNDER_WAY,
              "the change to "
                  + change.get().to()
                  + " must be finished first, or called off by ReplicationManager.cancel()"));
    }
    return new ReplicationPlan(keyspace, cluster.replication(), target, steps, refusals);
  }

  private List<Refusal> refusals(KeyspaceReplication target, ClusterSnapshot cluster) {
    List<Refusal> refusals = new ArrayList<>(notNow(cluster));
    Ring ring = new Ring(cluster.nodes());
    int count = target.replicasIn(cluster.localDatacenter());
    long placeable = StatusEvaluator.placeable(cluster, ring);
    if (count > placeable) {
      refusals.add(
          new Refusal(
              Reason.MORE_REPLICAS_THAN_NODES,
              count + " replicas need as many nodes, but there are " + placeable));
    }
    strategy(target, cluster).ifPresent(refusals::add);
    cluster
        .authReplication()
        .map(auth -> cluster.replicasIn(auth, cluster.localDatacenter()))
        .filter(auth -> auth < count)
        .ifPresent(
            auth ->
                refusals.add(
                    new Refusal(
                        Reason.SYSTEM_AUTH_BEHIND,
                        "system_auth has "
                            + auth
                            + " replicas that are sure to be in "
                            + cluster.localDatacenter()
                            + ", which "
                            + count
                            + " of "
                            + keyspace
                            + " would leave behind: raise and repair system_auth first")));
    List<String> graceless =
        cluster.gcGraceSeconds().entrySet().stream()
            .filter(table -> table.getValue() == 0)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    if (!graceless.isEmpty()) {
      refusals.add(
          new Refusal(
              Reason.GC_GRACE_ZERO,
              "gc_grace_seconds is 0 in " + graceless + ": set it to 864000 (10 days) first"));
    }
    return refusals;
  }

  /** Returns the temporary states of the cluster that forbid every step. */
  static List<Refusal> notNow(ClusterSnapshot cluster) {
    List<Refusal> refusals = new ArrayList<>(cluster.unsettled());
    for (NodeFacts facts : cluster.nodes()) {
      ReplicaNode node = facts.node();
      if (!node.up()) {
        refusals.add(
            new Refusal(
                Reason.NODE_DOWN,
                "node " + node.address() + " (host id " + node.hostId() + ") is down"));
      }
    }
    Map<String, String> versions =
        cluster.nodes().stream()
            .collect(
                Collectors.groupingBy(
                    NodeFacts::version,
                    Collectors.mapping(
                        facts -> facts.node().address(),
                        Collectors.collectingAndThen(
                            Collectors.toList(), nodes -> "[" + Listed.of(nodes, ", ") + "]"))));
    if (versions.size() > 1) {
      refusals.add(
          new Refusal(Reason.MIXED_VERSIONS, "nodes by version of Cassandra: " + versions));
    }
    return refusals;
  }

  private static Optional<Refusal> strategy(KeyspaceReplication target, ClusterSnapshot cluster) {
    if (!target.isSimple() && !target.isTopology()) {
      return Optional.of(
          new Refusal(Reason.STRATEGY, target.strategy() + " has no replica count to change"));
    }
    if (cluster.replication().isSimple() && cluster.datacenters().size() > 1) {
      return Optional.of(
          new Refusal(
              Reason.STRATEGY,
              "SimpleStrategy has one replica count for all datacenters together, but the cluster"
                  + " has several: name each one's count in a NetworkTopologyStrategy by hand"));
    }
    return Optional.empty();
  }
}

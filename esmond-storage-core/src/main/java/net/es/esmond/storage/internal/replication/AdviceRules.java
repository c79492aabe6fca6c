package net.es.esmond.storage.internal.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.es.esmond.storage.internal.text.Listed;
import net.es.esmond.storage.replication.Advice;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.PlanStep;
import net.es.esmond.storage.replication.ReplicaNode;
import net.es.esmond.storage.replication.ReplicationChange;
import net.es.esmond.storage.spi.ClusterSnapshot;
import net.es.esmond.storage.spi.NodeFacts;

/** Gives an operator advice on the settings of a cluster. */
final class AdviceRules {
  private static final int CONTROL_REPLICAS = 3;

  private AdviceRules() {}

  static List<Advice> of(
      String keyspace, ClusterSnapshot cluster, Optional<ReplicationChange> change) {
    List<Advice> advice = new ArrayList<>();
    cluster
        .gcGraceSeconds()
        .forEach(
            (table, seconds) -> {
              if (seconds == 0) {
                advice.add(gcGrace(keyspace, table));
              }
            });
    cluster
        .authReplication()
        .flatMap(
            auth -> raised(auth, accounts(cluster), cluster).map(more -> systemAuth(auth, more)))
        .ifPresent(advice::add);
    if (change.isEmpty()) {
      control(cluster).ifPresent(advice::add);
    }
    if (cluster.replication().isSimple()) {
      advice.add(
          new Advice(
              Advice.Topic.STRATEGY,
              "SimpleStrategy knows neither datacenters nor racks; "
                  + (cluster.datacenters().size() > 1
                      ? "name each datacenter's count in a NetworkTopologyStrategy by hand."
                      : "planTopologyStrategy() plans the move to NetworkTopologyStrategy."),
              List.of()));
    }
    commitLog(cluster).ifPresent(advice::add);
    change.ifPresent(
        waiting ->
            cluster.nodes().stream()
                .map(NodeFacts::node)
                .filter(node -> !node.up())
                .forEach(node -> advice.add(nodeDown(node, waiting))));
    change
        .filter(waiting -> !waiting.approved() && !waiting.due().isEmpty())
        .ifPresent(waiting -> advice.add(operatorsTurn(waiting)));
    return advice;
  }

  /**
   * Returns how many replicas of the accounts each datacenter needs: as many as of measurements
   * there, or in the local datacenter.
   */
  private static Map<String, Integer> accounts(ClusterSnapshot cluster) {
    int local = cluster.replication().replicasIn(cluster.localDatacenter());
    Map<String, Integer> counts = new TreeMap<>();
    cluster
        .datacenters()
        .forEach(
            (datacenter, nodes) -> {
              int measurements = cluster.replicasIn(cluster.replication(), datacenter);
              counts.put(datacenter, Math.min(nodes, measurements > 0 ? measurements : local));
            });
    return counts;
  }

  /**
   * Returns a replication with at least these counts; empty when the keyspace has them already, or
   * its strategy has no counts.
   */
  private static Optional<KeyspaceReplication> raised(
      KeyspaceReplication now, Map<String, Integer> least, ClusterSnapshot cluster) {
    if (!now.isSimple() && !now.isTopology()) {
      return Optional.empty();
    }
    KeyspaceReplication raised = now;
    for (Map.Entry<String, Integer> wanted : least.entrySet()) {
      if (cluster.replicasIn(now, wanted.getKey()) < wanted.getValue()) {
        if (raised.isSimple() && cluster.datacenters().size() > 1) {
          raised = KeyspaceReplication.topology(Map.of());
        }
        raised = raised.with(wanted.getKey(), wanted.getValue());
      }
    }
    return raised.equals(now) ? Optional.empty() : Optional.of(raised);
  }

  /**
   * Advises one more replica of what instances agree on. With one at a time, the majorities before
   * and after the ALTER share a replica, so nobody takes a record for absent before the repair.
   */
  private static Optional<Advice> control(ClusterSnapshot cluster) {
    KeyspaceReplication control = cluster.controlReplication();
    String datacenter = cluster.localDatacenter();
    int replicas = control.replicasIn(datacenter);
    int nodes = cluster.datacenters().getOrDefault(datacenter, 0);
    return (control.isSimple() || control.isTopology())
            && replicas < Math.min(CONTROL_REPLICAS, nodes)
        ? Optional.of(
            new Advice(
                Advice.Topic.CONTROL,
                "What instances agree on is replicated by "
                    + control
                    + ": made when there were fewer nodes. Add one replica at a time, and repair"
                    + " every node before the next one.",
                more("esmond_control", control.with(datacenter, replicas + 1))))
        : Optional.empty();
  }

  private static Advice systemAuth(KeyspaceReplication auth, KeyspaceReplication more) {
    return new Advice(
        Advice.Topic.SYSTEM_AUTH,
        "Accounts are replicated by "
            + auth
            + ": a loss that the measurements survive may lock everyone out.",
        more("system_auth", more));
  }

  /** Advises about nodes whose commit log lacks the last moments after a kill. */
  private static Optional<Advice> commitLog(ClusterSnapshot cluster) {
    List<String> periodic =
        cluster.nodes().stream()
            .filter(facts -> facts.commitLogSync().equals("periodic"))
            .map(facts -> facts.node().address())
            .toList();
    return periodic.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Advice(
                Advice.Topic.COMMIT_LOG,
                "commitlog_sync is periodic on "
                    + Listed.of(periodic, ", ")
                    + ": when all replicas of a point are killed in the same moment, or lose power"
                    + " within commitlog_sync_period, the last acknowledged points are lost."
                    + " commitlog_sync: group in cassandra.yaml keeps them, and slows writes down.",
                List.of()));
  }

  /** Advises about a node that is down: the change waits for it, also when it is gone for good. */
  private static Advice nodeDown(ReplicaNode node, ReplicationChange change) {
    return new Advice(
        Advice.Topic.NODE_DOWN,
        "Node "
            + node.address()
            + " (host id "
            + node.hostId()
            + ") is down, and the change to "
            + change.to()
            + " waits for it. Start the node. If it is gone for good, replace it by a node that"
            + " starts with -Dcassandra.replace_address_first_boot="
            + node.address()
            + ", or remove it on a node that is up; the change then goes on by itself. Or call the"
            + " change off: ReplicationManager.cancel().",
        List.of("nodetool removenode " + node.hostId()));
  }

  private static List<String> more(String keyspace, KeyspaceReplication replication) {
    return List.of(
        "ALTER KEYSPACE " + keyspace + " WITH replication = " + replication.toCql() + ";",
        "nodetool repair -full " + keyspace);
  }

  /**
   * Gives advice on a change that waits for an operator: someone made it outside the library, or
   * its replicas differed after the repair.
   */
  private static Advice operatorsTurn(ReplicationChange change) {
    String what =
        change
            .problem()
            .orElse("someone changed the replication from " + change.from() + " to " + change.to());
    List<String> commands =
        change.due().stream()
            .map(PlanStep::command)
            .filter(command -> !command.isEmpty())
            .distinct()
            .toList();
    if (change.repairDue()) {
      return new Advice(Advice.Topic.REPAIR, "Repair: " + what, commands);
    }
    return new Advice(
        Advice.Topic.CLEANUP,
        what
            + "; what only a dropped replica holds is not read any more, and cleanup removes it:"
            + " to keep it, change the replication back and plan the change.",
        commands);
  }

  private static Advice gcGrace(String keyspace, String table) {
    return new Advice(
        Advice.Topic.GC_GRACE,
        "gc_grace_seconds of "
            + table
            + " is 0: nodes keep no hints for it, and deleted data may come back.",
        List.of(
            "ALTER TABLE "
                + Stage.quoted(keyspace)
                + "."
                + Stage.quoted(table)
                + " WITH gc_grace_seconds = 864000;"));
  }
}

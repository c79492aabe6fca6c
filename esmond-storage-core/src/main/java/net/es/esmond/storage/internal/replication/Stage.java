package net.es.esmond.storage.internal.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.PlanStep;
import net.es.esmond.storage.replication.PlanStep.Kind;
import net.es.esmond.storage.replication.ReplicaNode;
import net.es.esmond.storage.replication.ReplicationChange;
import net.es.esmond.storage.spi.ClusterSnapshot;
import net.es.esmond.storage.spi.ControlRecord;

/**
 * One stage of a change: one replica more, one replica less, or another strategy. A replica that
 * was added is filled by a repair after the ALTER. Before a replica is dropped, a repair copies the
 * rows that only this replica has to the others. Another strategy may add and drop replicas, so
 * there are repairs before the ALTER and after it.
 *
 * @param from the replication before
 * @param to the replication after
 */
public record Stage(KeyspaceReplication from, KeyspaceReplication to) {

  /** Returns whether replicas may move to other nodes, because another strategy heeds racks. */
  private boolean movesReplicas() {
    return !from.strategy().equals(to.strategy());
  }

  /** Returns whether nodes get ranges that they did not have before. */
  public boolean addsReplicas() {
    return movesReplicas()
        || to.replicas().entrySet().stream()
            .anyMatch(count -> count.getValue() > from.replicas().getOrDefault(count.getKey(), 0));
  }

  /** Returns the stages of a change. Each is one replica away from the one before. */
  public static List<Stage> between(
      KeyspaceReplication from, KeyspaceReplication target, String datacenter) {
    List<Stage> stages = new ArrayList<>();
    KeyspaceReplication at = from;
    while (!at.equals(target)) {
      KeyspaceReplication next = next(at, target, datacenter);
      stages.add(new Stage(at, next));
      at = next;
    }
    return stages;
  }

  /** Returns the replication after the first stage of a change. */
  public static KeyspaceReplication next(
      KeyspaceReplication from, KeyspaceReplication target, String datacenter) {
    int have = from.replicasIn(datacenter);
    int want = target.replicasIn(datacenter);
    KeyspaceReplication next = from.with(datacenter, have + Integer.signum(want - have));
    boolean onTheWay = from.strategy().equals(target.strategy()) && have != want && have > 0;
    // Other datacenters differ only if somebody else changed them, which has happened already.
    return onTheWay && next.with(datacenter, want).equals(target) ? next : target;
  }

  /** Returns all steps of this stage. */
  public List<PlanStep> steps(String keyspace, List<ReplicaNode> nodes) {
    List<PlanStep> steps = new ArrayList<>();
    List<PlanStep> repairs =
        nodes.stream().map(node -> nodeStep(Kind.REPAIR, "repair -full", keyspace, node)).toList();
    if (movesReplicas()) {
      // A node may drop what only it has, and another one gets what it never had.
      steps.addAll(repairs);
      steps.add(alter(keyspace));
      steps.addAll(repairs);
    } else if (addsReplicas()) {
      steps.add(alter(keyspace));
      steps.addAll(repairs);
    } else {
      steps.addAll(repairs);
      steps.add(alter(keyspace));
      nodes.forEach(node -> steps.add(nodeStep(Kind.CLEANUP, "cleanup", keyspace, node)));
    }
    steps.add(new PlanStep(Kind.VERIFY, Optional.empty(), "", "compare the replicas of a sample"));
    return steps;
  }

  private PlanStep alter(String keyspace) {
    return new PlanStep(
        Kind.ALTER,
        Optional.empty(),
        "ALTER KEYSPACE " + quoted(keyspace) + " WITH replication = " + to.toCql() + ";",
        "change the replication from " + from + " to " + to + ", in cqlsh on one node");
  }

  private static PlanStep nodeStep(Kind kind, String command, String keyspace, ReplicaNode node) {
    return new PlanStep(
        kind,
        Optional.of(node),
        "nodetool " + command + " " + keyspace,
        (kind == Kind.REPAIR ? "repair" : "clean up")
            + " node "
            + node.address()
            + " (host id "
            + node.hostId()
            + "), on that node, when no other node is at it");
  }

  /**
   * Returns the stage that a record's change is at. It begins at the settled replication. The stage
   * of a change that was called off begins where the keyspace had come to.
   */
  static Stage of(ControlRecord record) {
    ReplicationChange change = record.change().orElseThrow();
    return new Stage(
        change.to().equals(record.settled()) ? change.from() : record.settled(), change.stage());
  }

  /**
   * Returns whether a change was called off before anyone saw its ALTER, which may still be under
   * way. Such a change leads from the settled replication to itself.
   */
  static boolean isCalledOffUnaltered(ReplicationChange change) {
    return change.from().equals(change.to());
  }

  /**
   * Returns whether reads may miss rows that only the settled replicas have: replicas are added, or
   * were added by a change that was called off, and the keyspace still has them.
   */
  static boolean repairDue(ControlRecord record) {
    return record
        .change()
        .map(
            change -> {
              Stage stage = of(record);
              return stage.addsReplicas()
                  || (!change.altered() && new Stage(record.settled(), stage.from).addsReplicas());
            })
        .orElse(false);
  }

  /**
   * Returns the remaining steps in the current stage of a change, in order. They follow from the
   * control record and the cluster alone, so any instance finds the next step after a crash.
   */
  static List<PlanStep> remaining(
      String keyspace, ControlRecord record, ClusterSnapshot cluster, List<ReplicaNode> nodes) {
    ReplicationChange change = record.change().orElseThrow();
    if (isCalledOffUnaltered(change)) {
      return List.of();
    }
    boolean altered = cluster.replication().equals(change.stage());
    Stage stage = of(record);
    List<PlanStep> steps = stage.steps(keyspace, StatusEvaluator.local(cluster, nodes));
    int alter = steps.stream().map(PlanStep::kind).toList().indexOf(Kind.ALTER);
    List<PlanStep> remaining = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      PlanStep step = steps.get(i);
      boolean before = i < alter;
      boolean done =
          switch (step.kind()) {
            case ALTER -> altered;
            // The repaired nodes are those of the side of the ALTER on which the stage is.
            case REPAIR -> before == altered ? altered : isIn(change.repaired(), step.node());
            case CLEANUP -> isIn(change.cleaned(), step.node());
            case VERIFY -> false;
          };
      if (!done) {
        remaining.add(step);
      }
    }
    return remaining;
  }

  private static boolean isIn(Set<UUID> done, Optional<ReplicaNode> node) {
    return node.map(n -> done.contains(n.hostId())).orElse(false);
  }

  /** Returns a keyspace's name in CQL, which is quoted unless it is all lower case. */
  static String quoted(String keyspace) {
    return keyspace.matches("[a-z][a-z0-9_]*") ? keyspace : '"' + keyspace + '"';
  }
}

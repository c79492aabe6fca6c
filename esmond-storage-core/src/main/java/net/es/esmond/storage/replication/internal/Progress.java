package net.es.esmond.storage.replication.internal;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.PlanStep;
import net.es.esmond.storage.replication.ReplicaNode;
import net.es.esmond.storage.spi.ClusterSnapshot;
import net.es.esmond.storage.spi.ControlRecord;
import net.es.esmond.storage.spi.ControlRecord.ChangeRecord;

/**
 * Where a change stands. Nothing but the record and the cluster says so, so that any instance finds
 * the next step after any crash.
 */
public final class Progress {
  private Progress() {}

  /** Whether reads may miss what only the replicas of before hold. */
  public static boolean repairDue(ControlRecord record) {
    return record
        .change()
        .map(change -> new Stage(record.settled(), change.stage()).addsReplicas())
        .orElse(false);
  }

  /** What is still to be done in the current stage, in order. */
  public static List<PlanStep> remaining(
      String keyspace,
      KeyspaceReplication settled,
      ChangeRecord change,
      ClusterSnapshot cluster,
      List<ReplicaNode> nodes) {
    boolean altered = cluster.replication().equals(change.stage());
    Stage stage = new Stage(settled, change.stage());
    // Repairs that come before the ALTER need no doing behind it.
    boolean repairsOver = altered && !stage.addsReplicas();
    return stage.steps(keyspace, Statuses.local(cluster, nodes)).stream()
        .filter(
            step ->
                switch (step.kind()) {
                  case ALTER -> !altered;
                  case REPAIR -> !repairsOver && !isIn(change.repaired(), step.node());
                  case CLEANUP -> !isIn(change.cleaned(), step.node());
                  case VERIFY -> true;
                })
        .toList();
  }

  private static boolean isIn(Set<UUID> done, Optional<ReplicaNode> node) {
    return node.map(n -> done.contains(n.hostId())).orElse(false);
  }
}

package net.es.esmond.storage.internal.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.replication.Advice;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.PlanStep;
import net.es.esmond.storage.replication.ReplicationChange;
import net.es.esmond.storage.spi.ClusterSnapshot;

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
    String datacenter = cluster.localDatacenter();
    int replicas = cluster.replication().replicasIn(datacenter);
    cluster
        .authReplication()
        .filter(auth -> auth.replicasIn(datacenter) < replicas)
        .ifPresent(
            auth ->
                advice.add(
                    new Advice(
                        Advice.Topic.SYSTEM_AUTH,
                        "Accounts are replicated by "
                            + auth
                            + ": a loss that the measurements survive may lock everyone out.",
                        more("system_auth", auth.with(datacenter, replicas)))));
    KeyspaceReplication control = cluster.controlReplication();
    long local =
        cluster.nodes().stream()
            .filter(facts -> facts.node().datacenter().equals(datacenter))
            .count();
    int enough = (int) Math.min(CONTROL_REPLICAS, local);
    if (control.replicasIn(datacenter) < enough) {
      advice.add(
          new Advice(
              Advice.Topic.CONTROL,
              "What instances agree on is replicated by "
                  + control
                  + ": made when there were fewer nodes.",
              more("esmond_control", control.with(datacenter, enough))));
    }
    if (cluster.replication().isSimple()) {
      advice.add(
          new Advice(
              Advice.Topic.STRATEGY,
              "SimpleStrategy knows neither datacenters nor racks;"
                  + " planTopologyStrategy() plans the move to NetworkTopologyStrategy.",
              List.of()));
    }
    change
        .filter(waiting -> !waiting.approved() && !waiting.due().isEmpty())
        .ifPresent(waiting -> advice.add(operatorsTurn(waiting)));
    return advice;
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

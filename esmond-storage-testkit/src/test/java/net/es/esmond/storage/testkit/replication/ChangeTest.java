package net.es.esmond.storage.testkit.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import net.es.esmond.storage.ReplicationManager;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.progress.LongWork;
import net.es.esmond.storage.progress.Progress;
import net.es.esmond.storage.replication.Advice;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.PlanStep;
import net.es.esmond.storage.replication.ReplicationPlan;
import net.es.esmond.storage.replication.ReplicationRefusedException;
import net.es.esmond.storage.replication.ReplicationState;
import net.es.esmond.storage.replication.ReplicationStatus;
import net.es.esmond.storage.spi.ControlRecord;
import net.es.esmond.storage.spi.ReplicationPort;
import net.es.esmond.storage.testkit.memory.InMemoryCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChangeTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final InMemoryCluster cluster = new InMemoryCluster(3, 1);
  @RegisterExtension final SimulatedInstances instances = new SimulatedInstances(cluster);

  @Test
  void the_strategy_changes_by_a_plan_of_its_own_only() {
    cluster.replication(KeyspaceReplication.simple(2));
    ReplicationManager instance = instances.open(2, true);

    assertThat(instance.plan(3).to()).isEqualTo(KeyspaceReplication.simple(3));
    ReplicationPlan plan = instance.planTopologyStrategy();
    instance.apply(plan);
    assertThat(instance.awaitChange(LONG).actual())
        .isEqualTo(KeyspaceReplication.topology(Map.of("dc1", 2)));
    assertThat(cluster.history())
        .containsExactly(
            "repair 1",
            "repair 2",
            "repair 3",
            "alter {dc1=2}",
            "repair 1",
            "repair 2",
            "repair 3",
            "verify");
  }

  @Test
  void another_strategy_is_repaired_anew_after_its_alter() {
    cluster.replication(KeyspaceReplication.simple(2));
    cluster.place(3, "dc1", "rack2");
    ReplicationManager instance = instances.open(2, false);
    instance.apply(instance.planTopologyStrategy());

    for (int node = 1; node <= 3; node++) {
      assertThat(cluster.history()).isEmpty();
      instance.confirm(cluster.hostId(node));
    }
    await().until(() -> cluster.history().contains("alter {dc1=2}"));
    ReplicationStatus altered = instance.awaitChange(LONG);

    assertThat(altered.states()).containsExactly(ReplicationState.REPAIR_DUE);
    assertThat(altered.change().orElseThrow().due())
        .extracting(PlanStep::kind)
        .containsExactly(
            PlanStep.Kind.REPAIR, PlanStep.Kind.REPAIR, PlanStep.Kind.REPAIR, PlanStep.Kind.VERIFY);
    for (int node = 1; node <= 3; node++) {
      instance.confirm(cluster.hostId(node));
    }
    assertThat(instance.awaitChange(LONG).states()).containsExactly(ReplicationState.IN_SYNC);
  }

  @Test
  void a_step_on_a_node_that_is_down_is_not_confirmed() {
    ReplicationManager instance = instances.open(2, false);
    instance.apply(instance.plan(2));
    instance.awaitChange(LONG);
    cluster.down(2, true);

    assertThatThrownBy(() -> instance.confirm(cluster.hostId(2)))
        .isInstanceOf(ReplicationRefusedException.class)
        .hasMessageContaining("NODE_DOWN: node 10.0.0.2");

    cluster.down(2, false);
    assertThat(instance.confirm(cluster.hostId(2)).change().orElseThrow().repaired())
        .containsExactly(cluster.hostId(2));
  }

  @Test
  void for_a_node_dead_for_good_the_status_says_what_to_do() {
    ReplicationManager instance = instances.open(2, false);
    cluster.down(3, true);
    assertThat(instance.status().advice()).isEmpty();
    cluster.down(3, false);
    instance.apply(instance.plan(2));
    instance.awaitChange(LONG);

    cluster.down(3, true);

    assertThat(instance.status().advice())
        .singleElement()
        .satisfies(
            advice -> {
              assertThat(advice.topic()).isEqualTo(Advice.Topic.NODE_DOWN);
              assertThat(advice.text()).contains("10.0.0.3", "replace_address_first_boot");
              assertThat(advice.commands())
                  .containsExactly("nodetool removenode " + cluster.hostId(3));
            });
  }

  @Test
  void over_jmx_a_change_goes_to_its_end_by_itself() {
    ReplicationManager instance = instances.open(3, true);

    instance.apply(instance.plan(3));
    ReplicationStatus status = instance.awaitChange(LONG);

    assertThat(status.states()).containsExactly(ReplicationState.IN_SYNC);
    assertThat(status.toleratedLosses()).isEqualTo(1);
    assertThat(cluster.history())
        .containsExactly(
            "alter {dc1=2}",
            "repair 1",
            "repair 2",
            "repair 3",
            "verify",
            "alter {dc1=3}",
            "repair 1",
            "repair 2",
            "repair 3",
            "verify");
    await().until(() -> !instance.repairDue());
  }

  @Test
  void the_end_of_each_repair_is_reported() {
    ReplicationManager instance = instances.open(2, true);

    instance.apply(instance.plan(2));
    instance.awaitChange(LONG);

    await()
        .untilAsserted(
            () ->
                assertThat(instances.progress)
                    .filteredOn(Progress::ended)
                    .hasSize(3)
                    .allMatch(report -> report.work() == LongWork.REPAIR)
                    .allMatch(report -> report.total().equals(OptionalLong.of(100))));
  }

  @Test
  void lowering_repairs_before_it_alters_and_cleans_up_afterwards() {
    cluster.replication(KeyspaceReplication.topology(Map.of("dc1", 3)));
    ReplicationManager instance = instances.open(2, true);

    instance.apply(instance.plan(2));
    instance.awaitChange(LONG);

    assertThat(cluster.history())
        .containsExactly(
            "repair 1",
            "repair 2",
            "repair 3",
            "alter {dc1=2}",
            "cleanup 1",
            "cleanup 2",
            "cleanup 3",
            "verify");
  }

  @Test
  void without_jmx_the_operator_confirms_node_by_node() {
    ReplicationManager instance = instances.open(2, false);
    instance.apply(instance.plan(2));

    ReplicationStatus waiting = instance.awaitChange(LONG);
    assertThat(waiting.states()).containsExactly(ReplicationState.REPAIR_DUE);
    assertThat(instance.repairDue()).isTrue();
    assertThat(waiting.change().orElseThrow().due()).hasSize(4);

    assertThatThrownBy(() -> instance.confirm(cluster.hostId(9)))
        .isInstanceOf(InvalidInputException.class);
    for (int node = 1; node <= 3; node++) {
      ReplicationStatus status = instance.confirm(cluster.hostId(node));
      assertThat(status.states()).contains(ReplicationState.REPAIR_DUE);
    }

    await().untilAsserted(() -> assertThat(instance.status().change()).isEmpty());
    assertThat(cluster.history()).containsExactly("alter {dc1=2}", "verify");
    await().until(() -> !instance.repairDue());
  }

  @Test
  void a_step_is_not_confirmed_before_its_alter() {
    cluster.replication(KeyspaceReplication.topology(Map.of("dc1", 2)));
    ReplicationManager instance = instances.open(1, false);
    instance.apply(instance.plan(1));
    instance.confirm(cluster.hostId(1));

    assertThatThrownBy(() -> instance.confirm(cluster.hostId(1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("hostId");
  }

  @Test
  void a_late_confirmation_counts_for_no_later_stage() {
    ReplicationManager instance = instances.open(3, false);
    instance.apply(instance.plan(3));
    instance.awaitChange(LONG);
    instance.confirm(cluster.hostId(1));
    instance.confirm(cluster.hostId(2));
    AtomicBoolean late = new AtomicBoolean();
    ReplicationManager repeating =
        instances.open(
            3,
            afterLooking(
                late,
                () -> {
                  instance.confirm(cluster.hostId(3));
                  await().until(() -> isAltered(3));
                }));

    late.set(true);
    repeating.confirm(cluster.hostId(3));

    assertThat(late).isFalse();
    assertThat(cluster.record().orElseThrow().change().orElseThrow().repaired()).isEmpty();
  }

  private boolean isAltered(int replicas) {
    return cluster
        .record()
        .flatMap(ControlRecord::change)
        .filter(change -> change.stage().replicasIn("dc1") == replicas && change.altered())
        .isPresent();
  }

  /** This thread's next look at the cluster is followed by something else once. */
  private ReplicationPort afterLooking(AtomicBoolean armed, Runnable meanwhile) {
    ReplicationPort port = cluster.port(false);
    Thread caller = Thread.currentThread();
    return SimulatedInstances.port(
        (self, method, arguments) -> {
          Object answer = method.invoke(port, arguments);
          if (method.getName().equals("snapshot")
              && Thread.currentThread().equals(caller)
              && armed.getAndSet(false)) {
            meanwhile.run();
          }
          return answer;
        });
  }

  @Test
  void a_node_down_holds_the_change_until_it_returns() {
    CompletableFuture<Void> repair = cluster.holdRepairs(2);

    ReplicationManager instance = instances.open(2, true);
    instance.apply(instance.plan(2));
    await().until(() -> cluster.history().contains("repair 2"));

    cluster.down(2, true);
    cluster.holdNoRepairs();
    repair.completeExceptionally(new net.es.esmond.storage.error.ConfException("", 0, "", "", ""));
    await()
        .until(
            () ->
                instance
                    .status()
                    .change()
                    .flatMap(c -> c.problem())
                    .filter(p -> p.contains("NODE_DOWN"))
                    .isPresent());
    cluster.down(2, false);

    assertThat(instance.awaitChange(LONG).states()).containsExactly(ReplicationState.IN_SYNC);
  }

  @Test
  void where_jmx_cannot_be_reached_the_operators_path_is_open() {
    cluster.maintenanceReachable(false);
    ReplicationManager instance = instances.open(2, true);
    instance.apply(instance.plan(2));
    await()
        .until(
            () ->
                instance
                    .status()
                    .change()
                    .flatMap(c -> c.problem())
                    .filter(p -> p.contains("JMX"))
                    .isPresent());
    for (int node = 1; node <= 3; node++) {
      instance.confirm(cluster.hostId(node));
    }

    assertThat(instance.awaitChange(LONG).change()).isEmpty();
    assertThat(cluster.history()).containsExactly("alter {dc1=2}", "verify");
  }

  @Test
  void differing_replicas_keep_the_repair_due() {
    cluster.differences(List.of("2 lacks a row"));
    ReplicationManager instance = instances.open(2, true);
    instance.apply(instance.plan(2));

    ReplicationStatus status = instance.awaitChange(LONG);
    assertThat(status.states()).containsExactly(ReplicationState.REPAIR_DUE);
    assertThat(status.change().orElseThrow().problem().orElseThrow()).contains("2 lacks a row");

    cluster.differences(List.of());
    instance.apply(instance.plan(2));
    assertThat(instance.awaitChange(LONG).states()).containsExactly(ReplicationState.IN_SYNC);
  }
}

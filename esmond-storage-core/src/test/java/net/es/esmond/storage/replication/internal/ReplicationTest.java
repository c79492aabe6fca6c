package net.es.esmond.storage.replication.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import net.es.esmond.storage.ConsistencyLevel;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.internal.Calls;
import net.es.esmond.storage.replication.Advice;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.PlanStep;
import net.es.esmond.storage.replication.Refusal;
import net.es.esmond.storage.replication.Refusal.Reason;
import net.es.esmond.storage.replication.ReplicationOptions;
import net.es.esmond.storage.replication.ReplicationPlan;
import net.es.esmond.storage.replication.ReplicationRefusedException;
import net.es.esmond.storage.replication.ReplicationState;
import net.es.esmond.storage.replication.ReplicationStatus;
import net.es.esmond.storage.replication.Verification;
import net.es.esmond.storage.spi.ControlRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplicationTest {
  private static final ReplicationOptions OPTIONS =
      ReplicationOptions.defaults().withTiming(Duration.ofMillis(100), Duration.ofSeconds(5));

  private final FakeCluster cluster = new FakeCluster(3, 1);
  private final List<Replication> instances = new ArrayList<>();

  @AfterEach
  void close() {
    instances.forEach(Replication::close);
  }

  @Test
  void statusTellsWantedAndActualAndWhatMayBeLost() {
    ReplicationStatus status = status(instance(2, false));

    assertThat(status.wanted()).isEqualTo(2);
    assertThat(status.replicas()).isEqualTo(1);
    assertThat(status.states()).containsExactly(ReplicationState.DRIFT);
    assertThat(status.toleratedLosses()).isZero();
    assertThat(status.at(ConsistencyLevel.ONE).servable()).isTrue();
    assertThat(status.change()).isEmpty();
  }

  @Test
  void aNodeDownPutsRangesAtRisk() {
    cluster.replication = KeyspaceReplication.topology(Map.of("dc1", 2));
    cluster.nodes = Rings.even(3, 2);

    ReplicationStatus status = status(instance(2, false));

    assertThat(status.states()).containsExactly(ReplicationState.RANGES_AT_RISK);
    assertThat(status.down()).hasSize(1);
  }

  @Test
  void moreReplicasThanNodesAreTold() {
    cluster.replication = KeyspaceReplication.topology(Map.of("dc1", 4));

    assertThat(status(instance(4, false)).states())
        .contains(ReplicationState.MORE_REPLICAS_THAN_NODES);
  }

  @Test
  void aPlanRaisesOneAtATimeWithRepairsInBetween() {
    ReplicationPlan plan = plan(instance(3, false), 3);

    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.steps())
        .extracting(PlanStep::kind)
        .containsExactly(
            PlanStep.Kind.ALTER,
            PlanStep.Kind.REPAIR,
            PlanStep.Kind.REPAIR,
            PlanStep.Kind.REPAIR,
            PlanStep.Kind.VERIFY,
            PlanStep.Kind.ALTER,
            PlanStep.Kind.REPAIR,
            PlanStep.Kind.REPAIR,
            PlanStep.Kind.REPAIR,
            PlanStep.Kind.VERIFY);
    assertThat(plan.steps().get(0).command())
        .isEqualTo(
            "ALTER KEYSPACE esmond WITH replication ="
                + " {'class': 'NetworkTopologyStrategy', 'dc1': 2};");
    assertThat(plan.steps().get(1).command()).isEqualTo("nodetool repair -full esmond");
    assertThat(plan.describe()).contains("10. compare what the replicas of a sample hold");
  }

  @Test
  void aPlanLowersAfterARepairAndCleansUpBehind() {
    cluster.replication = KeyspaceReplication.simple(2);

    assertThat(plan(instance(1, false), 1).steps())
        .extracting(PlanStep::command)
        .containsExactly(
            "nodetool repair -full esmond",
            "nodetool repair -full esmond",
            "nodetool repair -full esmond",
            "ALTER KEYSPACE esmond WITH replication ="
                + " {'class': 'SimpleStrategy', 'replication_factor': 1};",
            "nodetool cleanup esmond",
            "nodetool cleanup esmond",
            "nodetool cleanup esmond",
            "");
  }

  @Test
  void otherDatacentersKeepTheirCounts() {
    cluster.replication = KeyspaceReplication.topology(Map.of("dc1", 1, "dc2", 3));

    assertThat(plan(instance(2, false), 2).to().replicas()).isEqualTo(Map.of("dc1", 2, "dc2", 3));
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "NODE_JOINING",
        "NODE_LEAVING",
        "NODE_MOVING",
        "SCHEMA_DISAGREEMENT",
        "TOPOLOGY_UNKNOWN"
      })
  void aPlanIsRefusedWhileTheRingIsNotSettled(Reason reason) {
    cluster.unsettled = List.of(new Refusal(reason, "because"));
    Replication instance = instance(2, false);
    ReplicationPlan plan = plan(instance, 2);

    assertThat(plan.refusals()).extracting(Refusal::reason).containsExactly(reason);
    assertThatThrownBy(() -> apply(instance, plan))
        .isInstanceOf(ReplicationRefusedException.class)
        .hasMessage(reason + ": because");
    assertThat(cluster.history).isEmpty();
  }

  @Test
  void aPlanIsRefusedWhileANodeIsDown() {
    cluster.nodes = Rings.even(3, 3);

    assertThat(reasons(2)).containsExactly(Reason.NODE_DOWN);
  }

  @Test
  void aPlanIsRefusedForMoreReplicasThanNodes() {
    assertThat(reasons(4)).containsExactly(Reason.MORE_REPLICAS_THAN_NODES);
  }

  @Test
  void aPlanIsRefusedThatLeavesSystemAuthBehind() {
    cluster.auth = Optional.of(KeyspaceReplication.simple(1));

    assertThat(reasons(2)).containsExactly(Reason.SYSTEM_AUTH_BEHIND);
  }

  @Test
  void aPlanIsRefusedWhileGcGraceIsZero() {
    cluster.grace.put("base_rates", 0);

    assertThat(reasons(2)).containsExactly(Reason.GC_GRACE_ZERO);
    assertThat(status(instance(2, false)).advice())
        .extracting(Advice::commands)
        .containsExactly(List.of("ALTER TABLE esmond.base_rates WITH gc_grace_seconds = 864000;"));
  }

  @Test
  void aPlanIsRefusedForAStrategyWithoutACount() {
    cluster.replication = new KeyspaceReplication("LocalStrategy", Map.of());

    assertThat(reasons(2)).contains(Reason.STRATEGY);
  }

  @Test
  void theStrategyChangesByAPlanOfItsOwnOnly() {
    cluster.replication = KeyspaceReplication.simple(2);
    Replication instance = instance(2, true);

    assertThat(plan(instance, 3).to()).isEqualTo(KeyspaceReplication.simple(3));
    ReplicationPlan plan = Calls.await(instance.planTopologyStrategy(soon()));
    apply(instance, plan);
    assertThat(finished(instance).actual())
        .isEqualTo(KeyspaceReplication.topology(Map.of("dc1", 2)));
    assertThat(cluster.history)
        .containsExactly("alter {dc1=2}", "repair 1", "repair 2", "repair 3", "verify");
  }

  @Test
  void aPlanThatNoLongerFitsIsRefused() {
    Replication instance = instance(2, false);
    ReplicationPlan plan = plan(instance, 2);
    cluster.replication = KeyspaceReplication.simple(1);

    assertThatThrownBy(() -> apply(instance, plan))
        .isInstanceOfSatisfying(
            ReplicationRefusedException.class,
            e ->
                assertThat(e.refusals())
                    .extracting(Refusal::reason)
                    .containsExactly(Reason.PLAN_OUTDATED));
  }

  @Test
  void overJmxAChangeGoesToItsEndByItself() {
    Replication instance = instance(3, true);

    apply(instance, plan(instance, 3));
    ReplicationStatus status = finished(instance);

    assertThat(status.states()).containsExactly(ReplicationState.IN_SYNC);
    assertThat(status.toleratedLosses()).isEqualTo(1);
    assertThat(cluster.history)
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
    assertThat(instance.repairDue()).isFalse();
  }

  @Test
  void loweringRepairsBeforeItAltersAndCleansUpAfterwards() {
    cluster.replication = KeyspaceReplication.topology(Map.of("dc1", 3));
    Replication instance = instance(2, true);

    apply(instance, plan(instance, 2));
    finished(instance);

    assertThat(cluster.history)
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
  void withoutJmxTheOperatorConfirmsNodeByNode() {
    Replication instance = instance(2, false);
    apply(instance, plan(instance, 2));

    ReplicationStatus waiting = finished(instance);
    assertThat(waiting.states()).containsExactly(ReplicationState.REPAIR_DUE);
    assertThat(instance.repairDue()).isTrue();
    assertThat(waiting.change().orElseThrow().due()).hasSize(4);

    assertThatThrownBy(() -> Calls.await(instance.confirm(Rings.id(9), soon())))
        .isInstanceOf(InvalidInputException.class);
    for (int node = 1; node <= 3; node++) {
      ReplicationStatus status = Calls.await(instance.confirm(Rings.id(node), soon()));
      assertThat(status.states()).contains(ReplicationState.REPAIR_DUE);
    }

    await().untilAsserted(() -> assertThat(status(instance).change()).isEmpty());
    assertThat(cluster.history).containsExactly("alter {dc1=2}", "verify");
    await().until(() -> !instance.repairDue());
  }

  @Test
  void aStepIsNotConfirmedBeforeTheAlterThatMakesItDue() {
    cluster.replication = KeyspaceReplication.topology(Map.of("dc1", 2));
    Replication instance = instance(1, false);
    apply(instance, plan(instance, 1));
    Calls.await(instance.confirm(Rings.id(1), soon()));

    assertThatThrownBy(() -> Calls.await(instance.confirm(Rings.id(1), soon())))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("hostId");
  }

  @Test
  void readersKnowOfADueRepairBeforeAReplicaIsAdded() {
    Replication other = instance(2, false);
    cluster.slow.put(Rings.id(1), new CompletableFuture<>());
    List<Boolean> dueWhenAltered = new CopyOnWriteArrayList<>();
    Replication instance = instance(2, true);
    other.listen(
        (before, after) -> {
          if (!before.actual().equals(after.actual())) {
            dueWhenAltered.add(before.states().contains(ReplicationState.REPAIR_DUE));
          }
        });
    apply(instance, plan(instance, 2));

    await().untilAsserted(() -> assertThat(dueWhenAltered).containsExactly(true));
  }

  @Test
  void anotherInstanceFinishesWhatADeadOwnerBegan() {
    Replication owner = instance(2, true);
    cluster.slow.put(Rings.id(2), new CompletableFuture<>());
    apply(owner, plan(owner, 2));
    await().until(() -> cluster.history.contains("repair 2"));
    owner.close();

    cluster.slow.clear();
    Replication heir = instance(2, true);

    assertThat(finished(heir).states()).containsExactly(ReplicationState.IN_SYNC);
    assertThat(cluster.history)
        .containsExactly("alter {dc1=2}", "repair 1", "repair 2", "repair 2", "repair 3", "verify");
  }

  @Test
  void twoInstancesThatStartTheSameChangeDriveItOnce() {
    Replication one = instance(3, true);
    Replication two = instance(3, true);
    ReplicationPlan first = plan(one, 3);
    ReplicationPlan second = plan(two, 3);

    CompletableFuture.allOf(
            one.apply(first, soon()).toCompletableFuture(),
            two.apply(second, soon()).toCompletableFuture())
        .join();
    finished(one);
    finished(two);

    assertThat(cluster.history)
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
  }

  @Test
  void aDifferentChangeIsRefusedWhileOneIsUnderWay() {
    Replication instance = instance(2, false);
    apply(instance, plan(instance, 2));
    finished(instance);

    assertThat(plan(instance, 3).refusals())
        .extracting(Refusal::reason)
        .containsExactly(Reason.CHANGE_UNDER_WAY);
  }

  @Test
  void aNodeThatGoesDownHoldsTheChangeUntilItIsBack() {
    CompletableFuture<Void> repair = new CompletableFuture<>();
    cluster.slow.put(Rings.id(2), repair);
    Replication instance = instance(2, true);
    apply(instance, plan(instance, 2));
    await().until(() -> cluster.history.contains("repair 2"));

    cluster.nodes = Rings.even(3, 2);
    cluster.slow.clear();
    repair.completeExceptionally(new net.es.esmond.storage.error.ConfException("", 0, "", "", ""));
    await()
        .until(
            () ->
                status(instance)
                    .change()
                    .flatMap(c -> c.problem())
                    .filter(p -> p.contains("NODE_DOWN"))
                    .isPresent());
    cluster.nodes = Rings.even(3);

    assertThat(finished(instance).states()).containsExactly(ReplicationState.IN_SYNC);
  }

  @Test
  void whereJmxCannotBeReachedTheOperatorsPathIsOpen() {
    cluster.jmxUp = false;
    Replication instance = instance(2, true);
    apply(instance, plan(instance, 2));
    await()
        .until(
            () ->
                status(instance)
                    .change()
                    .flatMap(c -> c.problem())
                    .filter(p -> p.contains("JMX"))
                    .isPresent());
    for (int node = 1; node <= 3; node++) {
      Calls.await(instance.confirm(Rings.id(node), soon()));
    }

    assertThat(finished(instance).change()).isEmpty();
    assertThat(cluster.history).containsExactly("alter {dc1=2}", "verify");
  }

  @Test
  void differingReplicasKeepTheRepairDue() {
    cluster.verification = new Verification(true, 1, 1, List.of("2 lacks a row"));
    Replication instance = instance(2, true);
    apply(instance, plan(instance, 2));

    ReplicationStatus status = finished(instance);
    assertThat(status.states()).containsExactly(ReplicationState.REPAIR_DUE);
    assertThat(status.change().orElseThrow().problem().orElseThrow()).contains("2 lacks a row");

    cluster.verification = new Verification(true, 1, 1, List.of());
    apply(instance, plan(instance, 2));
    assertThat(finished(instance).states()).containsExactly(ReplicationState.IN_SYNC);
  }

  @Test
  void someoneElsesAlterIsNoticedAndItsRepairIsDueButNotStarted() {
    Replication instance = instance(1, true);
    List<ReplicationStatus> told = new CopyOnWriteArrayList<>();
    instance.listen((before, after) -> told.add(after));
    await().until(() -> cluster.record().isPresent());

    cluster.replication = KeyspaceReplication.topology(Map.of("dc1", 3));
    await()
        .untilAsserted(
            () ->
                assertThat(told)
                    .anySatisfy(
                        status ->
                            assertThat(status.states())
                                .containsExactlyInAnyOrder(
                                    ReplicationState.DRIFT, ReplicationState.REPAIR_DUE)));
    assertThat(instance.repairDue()).isTrue();
    assertThat(cluster.history).isEmpty();
    assertThat(status(instance).advice())
        .extracting(Advice::topic)
        .containsExactly(Advice.Topic.REPAIR);

    // Applying a plan for what is there already approves its repairs.
    apply(instance, plan(instance, 3));
    finished(instance);
    assertThat(cluster.history).containsExactly("repair 1", "repair 2", "repair 3", "verify");
  }

  @Test
  void anAlterThatIsTakenBackEndsWhatWasDue() {
    Replication instance = instance(1, false);
    await().until(() -> cluster.record().isPresent());
    cluster.replication = KeyspaceReplication.topology(Map.of("dc1", 2));
    await().until(() -> cluster.record().flatMap(ControlRecord::change).isPresent());

    cluster.replication = KeyspaceReplication.topology(Map.of("dc1", 1));

    await().until(() -> cluster.record().flatMap(ControlRecord::change).isEmpty());
    await().until(() -> !instance.repairDue());
  }

  private Replication instance(int wanted, boolean withJmx) {
    CassandraConf conf =
        CassandraConf.builder()
            .servers(List.of(new HostPort("localhost", 9042)))
            .replicas(wanted)
            .build();
    Replication instance = new Replication(cluster.port(withJmx), conf, OPTIONS, Clock.systemUTC());
    instances.add(instance);
    instance.start(OPTIONS.pollInterval());
    return instance;
  }

  private List<Reason> reasons(int replicas) {
    return plan(instance(replicas, false), replicas).refusals().stream()
        .map(Refusal::reason)
        .toList();
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(5));
  }

  private static ReplicationStatus status(Replication instance) {
    return Calls.await(instance.status(soon()));
  }

  private static ReplicationPlan plan(Replication instance, int replicas) {
    return Calls.await(instance.planReplicas(replicas, soon()));
  }

  private static ReplicationStatus apply(Replication instance, ReplicationPlan plan) {
    return Calls.await(instance.apply(plan, soon()));
  }

  private static ReplicationStatus finished(Replication instance) {
    return Calls.await(instance.awaitChange(Deadline.after(Duration.ofSeconds(20))));
  }
}

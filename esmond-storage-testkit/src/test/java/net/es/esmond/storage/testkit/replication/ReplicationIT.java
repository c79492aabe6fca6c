package net.es.esmond.storage.testkit.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.ReplicationManager;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.replication.Advice;
import net.es.esmond.storage.replication.JmxAccess;
import net.es.esmond.storage.replication.LevelTolerance;
import net.es.esmond.storage.replication.PlanStep;
import net.es.esmond.storage.replication.Refusal;
import net.es.esmond.storage.replication.ReplicaNode;
import net.es.esmond.storage.replication.ReplicationChange;
import net.es.esmond.storage.replication.ReplicationPlan;
import net.es.esmond.storage.replication.ReplicationRefusedException;
import net.es.esmond.storage.replication.ReplicationState;
import net.es.esmond.storage.replication.ReplicationStatus;
import net.es.esmond.storage.replication.Verification;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The replica count on three real nodes. The one that takes a node down comes last. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicationIT {
  private static final Duration LONG = Duration.ofMinutes(5);

  private static ReplicationRing ring;

  /** Written to the keyspace dead while it has two replicas, and all nodes are up. */
  private static Measurements writtenBeforeDeath;

  @BeforeAll
  static void start() {
    ring = new ReplicationRing("127.0.32.1");
  }

  @AfterAll
  static void stop() {
    ring.close();
  }

  @Test
  @Order(1)
  void a_second_replica_is_added_under_load_and_holds_everything() {
    Measurements measurements = ring.measured("raised");
    try (EsmondStorage storage = ring.open("raised", 2, ring.overJmx())) {
      ReplicationManager replication = storage.replication();
      assertThat(replication.status().states()).containsExactly(ReplicationState.DRIFT);
      Load load = new Load(storage, measurements, 1);
      ReplicationStatus after;
      try (load) {
        replication.apply(replication.plan());
        assertThat(replication.repairDue()).isTrue();
        after = replication.awaitChange(LONG);
      }

      assertThat(after.states()).containsExactly(ReplicationState.IN_SYNC);
      assertThat(after.toleratedLosses()).isEqualTo(1);
      assertThat(load.requests).hasPositiveValue();
      assertThat(load.failed).hasValue(0);
      assertThat(load.wrong).hasValue(0);
      ring.check("raised", 2, measurements);
      Verification verification = replication.withTimeout(Duration.ofMinutes(1)).verify(100);
      assertThat(verification.direct()).isTrue();
      assertThat(verification.partitions()).isGreaterThan(50);
      assertThat(verification.differences()).isEmpty();
    }
  }

  @Test
  @Order(2)
  void two_instances_that_start_the_same_change_finish_it_once() {
    Measurements measurements = ring.measured("twice");
    try (EsmondStorage one = ring.open("twice", 2, ring.overJmx());
        EsmondStorage two = ring.open("twice", 2, ring.overJmx())) {
      ReplicationPlan first = one.replication().plan();
      ReplicationPlan second = two.replication().plan();
      CompletableFuture<ReplicationStatus> begun =
          one.replication().applyAsync(first).toCompletableFuture();
      CompletableFuture<ReplicationStatus> begunToo =
          two.replication().applyAsync(second).toCompletableFuture();

      UUID change = begun.join().change().orElseThrow().id();
      assertThat(begunToo.join().change().orElseThrow().id()).isEqualTo(change);
      assertThat(one.replication().awaitChange(LONG).change()).isEmpty();
      assertThat(two.replication().awaitChange(LONG).states())
          .containsExactly(ReplicationState.IN_SYNC);
      ring.check("twice", 2, measurements);
    }
  }

  @Test
  @Order(3)
  void an_operator_types_what_is_due_and_confirms_it() {
    Measurements measurements = ring.measured("manual");
    try (EsmondStorage storage = ring.open("manual", 2, ReplicationRing.byOperator())) {
      // README: begin
      ReplicationManager replication = storage.replication();
      ReplicationPlan plan = replication.plan(2);
      System.out.print(plan.describe()); // every step with its command, or why it is refused
      replication.apply(plan);
      ReplicationStatus status = replication.awaitChange(Duration.ofMinutes(1));
      for (PlanStep step : status.change().orElseThrow().due()) {
        System.out.println(step.description() + ": " + step.command());
      }
      // README: end

      assertThat(status.states()).containsExactly(ReplicationState.REPAIR_DUE);
      for (PlanStep step : status.change().orElseThrow().due()) {
        if (step.kind() == PlanStep.Kind.REPAIR) {
          ReplicaNode node = step.node().orElseThrow();
          NodeTool.run(ring.node(node), step.command());
          replication.confirm(node.hostId());
        }
      }

      assertThat(replication.awaitChange(LONG).states()).containsExactly(ReplicationState.IN_SYNC);
      ring.check("manual", 2, measurements);
    }
  }

  @Test
  @Order(4)
  void without_jmx_a_false_confirmation_of_a_repair_is_detected() {
    ring.measured("unreachable");
    JmxAccess nowhere = JmxAccess.at(node -> new HostPort("127.0.32.254", 7199));
    try (EsmondStorage storage =
        ring.open("unreachable", 2, ReplicationRing.byOperator().withJmx(nowhere))) {
      ReplicationManager replication = storage.replication();
      replication.apply(replication.plan());
      await().until(() -> problem(storage).contains("127.0.32.254:7199"));

      for (ReplicaNode node : replication.status().nodes()) {
        replication.confirm(node.hostId());
      }

      await().atMost(Duration.ofMinutes(2)).until(() -> problem(storage).contains("differ"));
      assertThat(replication.status().states()).containsExactly(ReplicationState.REPAIR_DUE);
    }
  }

  private static String problem(EsmondStorage storage) {
    return ReplicationRing.change(storage).flatMap(ReplicationChange::problem).orElse("");
  }

  @Test
  @Order(5)
  void someone_elses_alter_is_noticed() {
    try (EsmondStorage storage = ring.open("altered", 1, ReplicationRing.byOperator())) {
      ReplicationManager replication = storage.replication();
      await().until(() -> !replication.repairDue());
      assertThat(replication.status().states()).containsExactly(ReplicationState.IN_SYNC);
      List<ReplicationStatus> told = new CopyOnWriteArrayList<>();
      try (var ignored = replication.listen((before, after) -> told.add(after))) {
        ring.replicas()
            .session()
            .execute(
                SimpleStatement.newInstance(
                        "ALTER KEYSPACE altered WITH replication ="
                            + " {'class': 'NetworkTopologyStrategy', 'datacenter1': 2}")
                    .setTimeout(Duration.ofMinutes(1)));
        long altered = System.nanoTime();
        await()
            .until(
                () ->
                    told.stream().anyMatch(s -> s.states().contains(ReplicationState.REPAIR_DUE)));
        System.out.printf("noticed after %.1f s%n", (System.nanoTime() - altered) / 1e9);
      }
      assertThat(replication.repairDue()).isTrue();

      // Operators ran the repairs.
      for (ReplicaNode node : replication.status().nodes()) {
        replication.confirm(node.hostId());
      }
      assertThat(replication.awaitChange(LONG).states()).containsExactly(ReplicationState.DRIFT);
    }
  }

  @Test
  @Order(6)
  void a_periodic_commit_log_is_advised_against() {
    try (EsmondStorage storage = ring.open("altered", 1, ReplicationRing.byOperator())) {
      await()
          .until(
              () ->
                  storage.replication().status().advice().stream()
                      .anyMatch(advice -> advice.topic() == Advice.Topic.COMMIT_LOG));
    }
  }

  @Test
  @Order(9)
  void a_node_down_is_seen_and_a_plan_refused() {
    ring.open("dead", 1, ReplicationRing.byOperator()).close();
    try (EsmondStorage storage = ring.open("down", 2, ReplicationRing.byOperator());
        EsmondStorage changing = ring.open("dead", 3, ReplicationRing.byOperator())) {
      ReplicationManager change = changing.replication();
      change.apply(change.plan(3));
      change.awaitChange(LONG);
      writtenBeforeDeath = Measurements.write(changing, 20, 50);
      ring.check("dead", 2, writtenBeforeDeath);
      ReplicationManager replication = storage.replication();
      LevelTolerance one = replication.status().at(ConsistencyLevel.LOCAL_ONE);
      assertThat(one.moreNodesMayFail()).isEqualTo(1);
      assertThat(one.hurtfulLosses()).hasSize(3).allSatisfy(loss -> assertThat(loss).hasSize(2));
      ReplicationPlan before = replication.plan(3);

      ring.ring().node(3).kill();
      await().until(() -> replication.status().down().size() == 1);

      assertThat(replication.status().states()).containsExactly(ReplicationState.RANGES_AT_RISK);
      assertThat(replication.status().toleratedLosses()).isZero();
      assertThatThrownBy(() -> replication.apply(before))
          .isInstanceOfSatisfying(
              ReplicationRefusedException.class,
              e ->
                  assertThat(e.refusals())
                      .extracting(Refusal::reason)
                      .contains(Refusal.Reason.NODE_DOWN));

      await().until(() -> change.status().down().size() == 1);
      ReplicaNode dead = change.status().down().get(0);
      assertThatThrownBy(() -> change.confirm(dead.hostId()))
          .isInstanceOf(ReplicationRefusedException.class);
      assertThat(change.status().advice())
          .filteredOn(advice -> advice.topic() == Advice.Topic.NODE_DOWN)
          .singleElement()
          .satisfies(
              advice ->
                  assertThat(advice.commands())
                      .containsExactly("nodetool removenode " + dead.hostId()));
    }
  }

  @Test
  @Order(10)
  void a_change_is_called_off_whose_node_is_gone_for_good() {
    try (EsmondStorage operator = ring.open("dead", 3, ReplicationRing.byOperator());
        EsmondStorage driving = ring.open("dead", 3, ring.overJmx())) {
      ReplicationManager replication = operator.replication();
      await().until(() -> replication.status().down().size() == 1);
      UUID dead = replication.status().down().get(0).hostId();

      ReplicationChange back = replication.cancel().change().orElseThrow();
      assertThat(back.from().total()).isEqualTo(2);
      assertThat(back.to().total()).isEqualTo(1);
      await().until(() -> problem(driving).contains("NODE_DOWN"));
      assertThat(replication.status().replicas()).isEqualTo(2);
      // Node 1 takes a moment to know that the node is dead.
      await()
          .atMost(LONG)
          .ignoreExceptions()
          .untilAsserted(() -> NodeTool.run(ring.ring().node(1), "nodetool removenode " + dead));

      ReplicationStatus after = driving.replication().awaitChange(LONG);
      assertThat(after.change()).isEmpty();
      assertThat(after.replicas()).isEqualTo(1);
      ring.check("dead", 1, writtenBeforeDeath);
      assertThat(replication.apply(replication.plan(2)).change()).isPresent();
    }
  }
}

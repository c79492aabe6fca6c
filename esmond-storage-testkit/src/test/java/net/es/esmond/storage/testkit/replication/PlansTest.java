package net.es.esmond.storage.testkit.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.ReplicationManager;
import net.es.esmond.storage.replication.Advice;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.PlanStep;
import net.es.esmond.storage.replication.Refusal;
import net.es.esmond.storage.replication.Refusal.Reason;
import net.es.esmond.storage.replication.ReplicationPlan;
import net.es.esmond.storage.replication.ReplicationRefusedException;
import net.es.esmond.storage.testkit.memory.InMemoryCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlansTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final InMemoryCluster cluster = new InMemoryCluster(3, 1);
  @RegisterExtension final SimulatedInstances instances = new SimulatedInstances(cluster);

  @Test
  void a_plan_raises_replicas_singly_with_repairs_in_between() {
    ReplicationPlan plan = instances.open(3, false).plan(3);

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
    assertThat(plan.describe()).contains("10. compare the replicas of a sample");
  }

  @Test
  void a_plan_lowers_after_a_repair_and_cleans_up_behind() {
    cluster.replication(KeyspaceReplication.simple(2));

    assertThat(instances.open(1, false).plan(1).steps())
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
  void other_datacenters_keep_their_counts() {
    cluster.replication(KeyspaceReplication.topology(Map.of("dc1", 1, "dc2", 3)));

    assertThat(instances.open(2, false).plan(2).to().replicas())
        .isEqualTo(Map.of("dc1", 2, "dc2", 3));
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
  void a_plan_is_refused_while_the_ring_is_not_settled(Reason reason) {
    cluster.unsettled(List.of(new Refusal(reason, "because")));
    ReplicationManager instance = instances.open(2, false);
    ReplicationPlan plan = instance.plan(2);

    assertThat(plan.refusals()).extracting(Refusal::reason).containsExactly(reason);
    assertThatThrownBy(() -> instance.apply(plan))
        .isInstanceOf(ReplicationRefusedException.class)
        .hasMessage(reason + ": because");
    assertThat(cluster.history()).isEmpty();
  }

  @Test
  void a_plan_is_refused_while_a_node_is_down() {
    cluster.down(3, true);

    assertThat(reasons(2)).containsExactly(Reason.NODE_DOWN);
  }

  @Test
  void a_plan_is_refused_for_more_replicas_than_nodes() {
    assertThat(reasons(4)).containsExactly(Reason.MORE_REPLICAS_THAN_NODES);
  }

  @Test
  void a_plan_is_refused_that_leaves_system_auth_behind() {
    cluster.accounts(KeyspaceReplication.simple(1));

    assertThat(reasons(2)).containsExactly(Reason.SYSTEM_AUTH_BEHIND);
  }

  @Test
  void simple_strategy_is_no_replica_in_any_of_several_datacenters() {
    cluster.place(3, "dc2", "rack1");
    cluster.accounts(KeyspaceReplication.simple(3));

    assertThat(reasons(2)).containsExactly(Reason.SYSTEM_AUTH_BEHIND);
  }

  @Test
  void a_plan_is_refused_while_gc_grace_is_zero() {
    cluster.gcGrace("base_rates", 0);

    assertThat(reasons(2)).containsExactly(Reason.GC_GRACE_ZERO);
    assertThat(instances.open(2, false).status().advice())
        .extracting(Advice::commands)
        .containsExactly(List.of("ALTER TABLE esmond.base_rates WITH gc_grace_seconds = 864000;"));
  }

  @Test
  void a_plan_is_refused_for_a_strategy_without_a_count() {
    cluster.replication(new KeyspaceReplication("LocalStrategy", Map.of()));

    assertThat(reasons(2)).contains(Reason.STRATEGY);
  }

  @Test
  void a_plan_that_no_longer_fits_is_refused() {
    ReplicationManager instance = instances.open(2, false);
    ReplicationPlan plan = instance.plan(2);
    cluster.replication(KeyspaceReplication.simple(1));

    assertThatThrownBy(() -> instance.apply(plan))
        .isInstanceOfSatisfying(
            ReplicationRefusedException.class,
            e ->
                assertThat(e.refusals())
                    .extracting(Refusal::reason)
                    .containsExactly(Reason.PLAN_OUTDATED));
  }

  @Test
  void a_different_change_is_refused_while_one_is_under_way() {
    ReplicationManager instance = instances.open(2, false);
    instance.apply(instance.plan(2));
    instance.awaitChange(LONG);

    assertThat(instance.plan(3).refusals())
        .extracting(Refusal::reason)
        .containsExactly(Reason.CHANGE_UNDER_WAY);
  }

  private List<Reason> reasons(int replicas) {
    return instances.open(replicas, false).plan(replicas).refusals().stream()
        .map(Refusal::reason)
        .toList();
  }
}

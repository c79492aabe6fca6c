package net.es.esmond.storage.testkit.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import net.es.esmond.storage.ReplicationManager;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.Refusal;
import net.es.esmond.storage.replication.ReplicationChange;
import net.es.esmond.storage.replication.ReplicationState;
import net.es.esmond.storage.replication.ReplicationStatus;
import net.es.esmond.storage.spi.ControlRecord;
import net.es.esmond.storage.spi.ReplicationPort;
import net.es.esmond.storage.testkit.memory.InMemoryCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A change is called off: at each of its stages, by one of several instances. */
class CancelTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final InMemoryCluster cluster = new InMemoryCluster(3, 1);
  @RegisterExtension final SimulatedInstances instances = new SimulatedInstances(cluster);

  @Test
  void without_a_change_nothing_is_called_off() {
    ReplicationStatus status = instances.open(1, true).cancel();

    assertThat(status.states()).containsExactly(ReplicationState.IN_SYNC);
    assertThat(status.change()).isEmpty();
    assertThat(cluster.history()).isEmpty();
  }

  @Test
  void before_its_alter_a_change_ends_though_nodes_are_down() {
    ReplicationManager instance = instances.open(3, true);
    instance.apply(instance.plan(3));
    cluster.down(3, true);
    await().until(() -> problem(instance).contains("NODE_DOWN"));

    instance.cancel();

    assertThat(instance.awaitChange(LONG).change()).isEmpty();
    await().until(() -> !instance.repairDue());
    assertThat(cluster.history()).isEmpty();
    cluster.down(3, false);
    assertThat(instance.plan(3).refusals()).isEmpty();
  }

  @Test
  void a_replica_that_is_being_filled_is_dropped_after_repairs() {
    cluster.holdRepairs(2);
    ReplicationManager instance = instances.open(2, true);
    instance.apply(instance.plan(2));
    await().until(() -> cluster.history().contains("repair 2"));
    cluster.holdNoRepairs();
    CompletableFuture<Void> last = cluster.holdRepairs(3);

    ReplicationChange back = instance.cancel().change().orElseThrow();

    assertThat(back.from()).isEqualTo(replicas(2));
    assertThat(back.to()).isEqualTo(replicas(1));
    await().until(() -> cluster.history().contains("repair 3"));
    assertThat(instance.status().states()).contains(ReplicationState.REPAIR_DUE);
    assertThat(instance.repairDue()).isTrue();
    assertThat(cluster.replication()).isEqualTo(replicas(2));
    last.complete(null);
    assertThat(instance.awaitChange(LONG).actual()).isEqualTo(replicas(1));
    await().until(() -> !instance.repairDue());
    assertThat(cluster.history())
        .containsExactly(
            "alter {dc1=2}",
            "repair 1",
            "repair 2",
            "repair 1",
            "repair 2",
            "repair 3",
            "alter {dc1=1}",
            "cleanup 1",
            "cleanup 2",
            "cleanup 3",
            "verify");
  }

  @Test
  void the_second_stage_goes_back_to_two_replicas() {
    ReplicationManager instance = instances.open(3, false);
    instance.apply(instance.plan(3));
    instance.awaitChange(LONG);
    confirmAll(instance);
    await().until(() -> cluster.history().contains("alter {dc1=3}"));

    instance.cancel();

    confirmAll(instance);
    await().until(() -> cluster.replication().equals(replicas(2)));
    await().until(() -> !instance.repairDue());
    confirmAll(instance);
    assertThat(instance.awaitChange(LONG).change()).isEmpty();
    assertThat(cluster.history())
        .containsExactly("alter {dc1=2}", "verify", "alter {dc1=3}", "alter {dc1=2}", "verify");
    assertThat(cluster.record().orElseThrow().settled()).isEqualTo(replicas(2));
  }

  @Test
  void a_change_whose_replicas_differ_goes_back() {
    cluster.differences(List.of("2 lacks a row"));
    ReplicationManager instance = instances.open(2, true);
    instance.apply(instance.plan(2));
    assertThat(instance.awaitChange(LONG).change()).isPresent();
    cluster.differences(List.of());

    instance.cancel();

    assertThat(instance.awaitChange(LONG).change()).isEmpty();
    assertThat(cluster.replication()).isEqualTo(replicas(1));
  }

  @Test
  void a_lowering_that_is_still_repairing_just_ends() {
    cluster.replication(replicas(3));
    cluster.holdRepairs(2);
    ReplicationManager instance = instances.open(2, true);
    instance.apply(instance.plan(2));
    await().until(() -> cluster.history().contains("repair 2"));

    instance.cancel();

    assertThat(instance.awaitChange(LONG).change()).isEmpty();
    assertThat(cluster.history()).containsExactly("repair 1", "repair 2");
  }

  @Test
  void a_dropped_replica_comes_back_and_is_filled_again() {
    cluster.replication(replicas(3));
    ReplicationManager instance = instances.open(2, false);
    ReplicationManager other = instances.open(2, false);
    instance.apply(instance.plan(2));
    confirmAll(instance);
    await().until(() -> cluster.replication().equals(replicas(2)));
    await().until(() -> !other.repairDue());
    List<Boolean> dueWhenAltered = new CopyOnWriteArrayList<>();
    other.listen(
        (before, after) -> {
          if (after.actual().equals(replicas(3)) && !before.actual().equals(after.actual())) {
            dueWhenAltered.add(before.states().contains(ReplicationState.REPAIR_DUE));
          }
        });

    other.cancel();

    await().atMost(LONG).until(() -> cluster.replication().equals(replicas(3)));
    await().untilAsserted(() -> assertThat(dueWhenAltered).containsExactly(true));
    confirmAll(instance);
    assertThat(instance.awaitChange(LONG).change()).isEmpty();
    assertThat(cluster.history()).containsExactly("alter {dc1=2}", "alter {dc1=3}", "verify");
  }

  @Test
  void another_strategy_goes_back_with_repairs_before_and_after() {
    cluster.replication(KeyspaceReplication.simple(2));
    ReplicationManager instance = instances.open(2, false);
    instance.apply(instance.planTopologyStrategy());
    confirmAll(instance);
    await().until(() -> cluster.history().contains("alter {dc1=2}"));

    instance.cancel();

    for (int side = 0; side < 2; side++) {
      assertThat(instance.awaitChange(LONG).states()).contains(ReplicationState.REPAIR_DUE);
      confirmAll(instance);
    }
    assertThat(instance.awaitChange(LONG).change()).isEmpty();
    assertThat(cluster.history())
        .containsExactly("alter {dc1=2}", "alter {replication_factor=2}", "verify");
  }

  @Test
  void someone_elses_alter_is_taken_back_one_by_one() {
    ReplicationManager instance = instances.open(1, true);
    await().until(() -> cluster.record().isPresent());
    cluster.replication(replicas(3));
    await().until(() -> cluster.record().flatMap(ControlRecord::change).isPresent());

    instance.cancel();

    assertThat(instance.awaitChange(LONG).states()).containsExactly(ReplicationState.IN_SYNC);
    assertThat(cluster.history())
        .containsSubsequence("repair 3", "alter {dc1=2}", "repair 3", "alter {dc1=1}", "cleanup 3");
  }

  @Test
  void a_dead_owners_change_is_called_off_by_another_instance() {
    cluster.holdRepairs(2);
    ReplicationManager owner = instances.open(2, true);
    owner.apply(owner.plan(2));
    await().until(() -> cluster.history().contains("repair 2"));
    ReplicationManager operator = instances.open(2, false);
    instances.closeFirst();

    operator.cancel();
    assertThat(operator.awaitChange(LONG).change()).as("awaits its repairs").isPresent();
    cluster.holdNoRepairs();
    ReplicationManager heir = instances.open(2, true);

    assertThat(heir.awaitChange(LONG).actual()).isEqualTo(replicas(1));
    assertThat(cluster.history())
        .endsWith("alter {dc1=1}", "cleanup 1", "cleanup 2", "cleanup 3", "verify");
  }

  @Test
  void two_instances_that_cancel_at_once_go_back_once() {
    ReplicationManager one = instances.open(2, false);
    ReplicationManager two = instances.open(2, false);
    one.apply(one.plan(2));
    one.awaitChange(LONG);

    CompletableFuture<ReplicationStatus> first = one.cancelAsync().toCompletableFuture();
    CompletableFuture<ReplicationStatus> second = two.cancelAsync().toCompletableFuture();

    UUID back = first.join().change().orElseThrow().id();
    assertThat(second.join().change().orElseThrow().id()).isEqualTo(back);
    assertThat(one.cancel().change().orElseThrow().id()).as("called off again").isEqualTo(back);
    confirmAll(one);
    await().until(() -> cluster.replication().equals(replicas(1)));
    confirmAll(two);
    assertThat(two.awaitChange(LONG).change()).isEmpty();
  }

  @Test
  void an_alter_under_way_is_waited_for_and_taken_back() {
    CompletableFuture<Void> altering = new CompletableFuture<>();
    CompletableFuture<Void> altered = new CompletableFuture<>();
    ReplicationManager owner = instances.open(2, slowly(altering, altered));
    owner.apply(owner.plan(2));
    altering.join();
    ReplicationManager other = instances.open(2, false);
    List<ReplicationStatus> told = new CopyOnWriteArrayList<>();
    other.listen((before, after) -> told.add(after));
    other.cancel();
    assertThat(other.awaitChange(Duration.ofMillis(300)).change())
        .as("its owner alters")
        .isPresent();

    cluster.replication(replicas(2));
    altered.complete(null);

    await().until(() -> other.status().actual().equals(replicas(2)));
    confirmAll(other);
    await().until(() -> cluster.replication().equals(replicas(1)));
    assertThat(told)
        .filteredOn(status -> status.actual().equals(replicas(2)))
        .isNotEmpty()
        .allMatch(status -> status.states().contains(ReplicationState.REPAIR_DUE));
    confirmAll(other);
    assertThat(other.awaitChange(LONG).change()).isEmpty();
  }

  /** The first ALTER is sent, and takes its time. */
  private ReplicationPort slowly(
      CompletableFuture<Void> altering, CompletableFuture<Void> altered) {
    ReplicationPort port = cluster.port(false);
    return (ReplicationPort)
        Proxy.newProxyInstance(
            ReplicationPort.class.getClassLoader(),
            new Class<?>[] {ReplicationPort.class},
            (self, method, arguments) ->
                method.getName().equals("alter") && altering.complete(null)
                    ? altered
                    : method.invoke(port, arguments));
  }

  @Test
  void a_node_gone_for_good_is_removed_and_the_change_back_ends() {
    ReplicationManager instance = instances.open(3, true);
    cluster.holdRepairs(2);
    instance.apply(instance.plan(3));
    await().until(() -> cluster.history().contains("repair 2"));
    cluster.down(3, true);
    cluster.holdNoRepairs();

    instance.cancel();
    await().until(() -> problem(instance).contains("NODE_DOWN"));
    assertThat(cluster.replication()).as("its ranges need the others").isEqualTo(replicas(2));
    cluster.remove(3);

    assertThat(instance.awaitChange(LONG).actual()).isEqualTo(replicas(1));
    assertThat(instance.plan(2).refusals()).isEmpty();
  }

  @Test
  void another_plan_waits_until_the_keyspace_is_back() {
    ReplicationManager instance = instances.open(2, false);
    instance.apply(instance.plan(2));
    instance.awaitChange(LONG);
    instance.cancel();

    assertThat(instance.plan(2).refusals())
        .extracting(Refusal::reason)
        .containsExactly(Refusal.Reason.CHANGE_UNDER_WAY);
    assertThat(instance.plan(1).refusals()).isEmpty();
  }

  private void confirmAll(ReplicationManager instance) {
    for (int node = 1; node <= 3; node++) {
      instance.confirm(cluster.hostId(node));
    }
  }

  private static String problem(ReplicationManager instance) {
    return instance.status().change().flatMap(ReplicationChange::problem).orElse("");
  }

  private static KeyspaceReplication replicas(int count) {
    return KeyspaceReplication.topology(Map.of("dc1", count));
  }
}

package net.es.esmond.storage.testkit.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import net.es.esmond.storage.ReplicationManager;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.replication.Advice;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.ReplicationState;
import net.es.esmond.storage.replication.ReplicationStatus;
import net.es.esmond.storage.spi.ControlRecord;
import net.es.esmond.storage.spi.ReplicationPort;
import net.es.esmond.storage.testkit.memory.InMemoryCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StatusTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final InMemoryCluster cluster = new InMemoryCluster(3, 1);
  @RegisterExtension final SimulatedInstances instances = new SimulatedInstances(cluster);

  @Test
  void status_tells_wanted_and_actual_and_what_may_be_lost() {
    ReplicationStatus status = instances.open(2, false).status();

    assertThat(status.wanted()).isEqualTo(2);
    assertThat(status.replicas()).isEqualTo(1);
    assertThat(status.states()).containsExactly(ReplicationState.DRIFT);
    assertThat(status.toleratedLosses()).isZero();
    assertThat(status.at(ConsistencyLevel.ONE).servable()).isTrue();
    assertThat(status.change()).isEmpty();
  }

  @Test
  void an_answer_older_than_what_was_observed_takes_no_change_back() {
    AtomicBoolean few = new AtomicBoolean();
    ReplicationPort port = cluster.port(false);
    ReplicationPort sometimesOld =
        SimulatedInstances.port(
            (self, method, arguments) ->
                few.get() && method.getName().equals("load")
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : method.invoke(port, arguments));
    ReplicationManager instance = instances.open(2, sometimesOld);
    instance.apply(instance.plan(2));
    ReplicationStatus begun = instance.awaitChange(LONG);
    assertThat(begun.change()).isPresent();

    few.set(true);

    assertThat(instance.status().change()).isEqualTo(begun.change());
    assertThat(instance.status().states()).isEqualTo(begun.states());
  }

  @Test
  void instances_with_other_counts_write_at_the_keyspaces_level() {
    cluster.replication(KeyspaceReplication.topology(Map.of("dc1", 3)));

    assertThat(instances.open(2, false).status().writeLevel())
        .isEqualTo(instances.open(3, false).status().writeLevel())
        .isEqualTo(ConsistencyLevel.LOCAL_QUORUM);
  }

  @Test
  void accounts_are_to_be_replicated_in_every_datacenter() {
    cluster.place(3, "dc2", "rack1");
    cluster.replication(KeyspaceReplication.topology(Map.of("dc1", 2, "dc2", 1)));
    ReplicationManager instance = instances.open(2, false);
    String alter =
        "ALTER KEYSPACE system_auth WITH replication ="
            + " {'class': 'NetworkTopologyStrategy', 'dc1': 2, 'dc2': 1};";

    for (KeyspaceReplication accounts :
        List.of(
            KeyspaceReplication.simple(2),
            KeyspaceReplication.simple(3),
            KeyspaceReplication.topology(Map.of("dc1", 2)))) {
      cluster.accounts(accounts);
      assertThat(instance.status().advice())
          .as("accounts by %s", accounts)
          .extracting(Advice::commands)
          .containsExactly(List.of(alter, "nodetool repair -full system_auth"));
    }

    cluster.accounts(KeyspaceReplication.topology(Map.of("dc1", 2, "dc2", 1)));
    assertThat(instance.status().advice()).isEmpty();
  }

  @Test
  void a_periodic_commit_log_is_advised_against() {
    ReplicationManager instance = instances.open(1, false);
    assertThat(instance.status().advice()).as("not known").isEmpty();

    cluster.commitLogSync("periodic");
    assertThat(instance.status().advice())
        .singleElement()
        .satisfies(
            advice -> {
              assertThat(advice.topic()).isEqualTo(Advice.Topic.COMMIT_LOG);
              assertThat(advice.text()).contains("10.0.0.1, 10.0.0.2, 10.0.0.3", "group");
            });

    cluster.commitLogSync("group");
    assertThat(instance.status().advice()).isEmpty();
  }

  @Test
  void a_node_down_puts_ranges_at_risk() {
    cluster.replication(KeyspaceReplication.topology(Map.of("dc1", 2)));
    cluster.down(2, true);

    ReplicationStatus status = instances.open(2, false).status();

    assertThat(status.states()).containsExactly(ReplicationState.RANGES_AT_RISK);
    assertThat(status.down()).hasSize(1);
  }

  @Test
  void more_replicas_than_nodes_are_told() {
    cluster.replication(KeyspaceReplication.topology(Map.of("dc1", 4)));

    assertThat(instances.open(4, false).status().states())
        .contains(ReplicationState.MORE_REPLICAS_THAN_NODES);
  }

  @Test
  void a_foreign_alter_makes_a_repair_due_but_unstarted() {
    ReplicationManager instance = instances.open(1, true);
    List<ReplicationStatus> told = new CopyOnWriteArrayList<>();
    instance.listen((before, after) -> told.add(after));
    await().until(() -> cluster.record().isPresent());

    cluster.replication(KeyspaceReplication.topology(Map.of("dc1", 3)));
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
    assertThat(cluster.history()).isEmpty();
    assertThat(instance.status().advice())
        .extracting(Advice::topic)
        .containsExactly(Advice.Topic.REPAIR);

    // Applying a plan for what is there already approves its repairs.
    instance.apply(instance.plan(3));
    instance.awaitChange(LONG);
    assertThat(cluster.history()).containsExactly("repair 1", "repair 2", "repair 3", "verify");
  }

  @Test
  void an_alter_that_is_taken_back_ends_what_was_due() {
    ReplicationManager instance = instances.open(1, false);
    await().until(() -> cluster.record().isPresent());
    cluster.replication(KeyspaceReplication.topology(Map.of("dc1", 2)));
    await().until(() -> cluster.record().flatMap(ControlRecord::change).isPresent());

    cluster.replication(KeyspaceReplication.topology(Map.of("dc1", 1)));

    await().until(() -> cluster.record().flatMap(ControlRecord::change).isEmpty());
    await().until(() -> !instance.repairDue());
  }
}

package net.es.esmond.storage.testkit.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import net.es.esmond.storage.ReplicationManager;
import net.es.esmond.storage.replication.ReplicationPlan;
import net.es.esmond.storage.replication.ReplicationState;
import net.es.esmond.storage.testkit.memory.InMemoryCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class InstancesTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final InMemoryCluster cluster = new InMemoryCluster(3, 1);
  @RegisterExtension final SimulatedInstances instances = new SimulatedInstances(cluster);

  @Test
  void readersKnowOfADueRepairBeforeAReplicaIsAdded() {
    ReplicationManager other = instances.open(2, false);
    cluster.holdRepairs(1);
    List<Boolean> dueWhenAltered = new CopyOnWriteArrayList<>();
    ReplicationManager instance = instances.open(2, true);
    other.listen(
        (before, after) -> {
          if (!before.actual().equals(after.actual())) {
            dueWhenAltered.add(before.states().contains(ReplicationState.REPAIR_DUE));
          }
        });
    instance.apply(instance.plan(2));

    await().atMost(LONG).untilAsserted(() -> assertThat(dueWhenAltered).containsExactly(true));
  }

  @Test
  void anotherInstanceFinishesWhatADeadOwnerBegan() {
    ReplicationManager owner = instances.open(2, true);
    cluster.holdRepairs(2);
    owner.apply(owner.plan(2));
    await().atMost(LONG).until(() -> cluster.history().contains("repair 2"));
    instances.closeFirst();

    cluster.holdNoRepairs();
    ReplicationManager heir = instances.open(2, true);

    assertThat(heir.awaitChange(LONG).states()).containsExactly(ReplicationState.IN_SYNC);
    assertThat(cluster.history())
        .containsExactly("alter {dc1=2}", "repair 1", "repair 2", "repair 2", "repair 3", "verify");
  }

  @Test
  void twoInstancesThatStartTheSameChangeDriveItOnce() {
    ReplicationManager one = instances.open(3, true);
    ReplicationManager two = instances.open(3, true);
    ReplicationPlan first = one.plan(3);
    ReplicationPlan second = two.plan(3);

    CompletableFuture.allOf(
            one.applyAsync(first).toCompletableFuture(),
            two.applyAsync(second).toCompletableFuture())
        .join();
    one.awaitChange(LONG);
    two.awaitChange(LONG);

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
  }
}

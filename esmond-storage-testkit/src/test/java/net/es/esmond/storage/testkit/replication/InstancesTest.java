package net.es.esmond.storage.testkit.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.ReplicationManager;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.replication.ReplicationOptions;
import net.es.esmond.storage.replication.ReplicationPlan;
import net.es.esmond.storage.replication.ReplicationState;
import net.es.esmond.storage.spi.Leases;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.testkit.memory.ForwardingTimeSeriesStore;
import net.es.esmond.storage.testkit.memory.InMemoryCluster;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

class InstancesTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration LEASE = Duration.ofSeconds(5);

  private final InMemoryCluster cluster = new InMemoryCluster(3, 1);
  @RegisterExtension final SimulatedInstances instances = new SimulatedInstances(cluster);

  @Test
  void readers_know_a_repair_is_due_before_replicas_are_added() {
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
  void replicas_are_added_once_an_instance_without_looks_knows() {
    AtomicBoolean blind = new AtomicBoolean();
    ReplicationManager other = instances.open(2, blind::get);
    await().until(() -> !other.repairDue());
    ReplicationManager instance = instances.open(2, true);
    cluster.holdRepairs(1);

    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger replication = (Logger) LoggerFactory.getLogger("net.es.esmond.storage.internal");
    log.start();
    replication.addAppender(log);
    blind.set(true);
    long begun = System.nanoTime();
    instance.apply(instance.plan(2));
    await().atMost(LONG).until(() -> cluster.history().contains("alter {dc1=2}"));

    assertThat(other.repairDue()).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(TICK.multipliedBy(5));
    replication.detachAppender(log);
    assertThat(log.list)
        .as("health tells of outages")
        .noneMatch(line -> line.toString().contains("observed"));
  }

  @Test
  void another_instance_finishes_what_a_dead_owner_began() {
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
  void two_instances_that_start_the_same_change_drive_it_once() {
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

  @Test
  void every_lease_of_an_instance_has_the_same_owner() {
    Map<String, String> owners = new ConcurrentHashMap<>();
    EsmondStorage storage =
        instances.storage(
            2, true, recording(owners), ReplicationOptions.defaults().withTiming(TICK, LEASE));

    storage.maintenance().storeSummaries();
    storage.maintenance().deleteData();
    storage.maintenance().applyRetention(true);
    storage.replication().apply(storage.replication().plan(2));
    storage.replication().awaitChange(LONG);

    assertThat(owners).containsOnlyKeys("summaries", "deletions", "retention", "replication");
    assertThat(Set.copyOf(owners.values())).hasSize(1);
  }

  private static TimeSeriesStore recording(Map<String, String> owners) {
    TimeSeriesStore store = new InMemoryTimeSeriesStore(Clock.systemUTC());
    Leases leases = store.leases();
    return new ForwardingTimeSeriesStore(store) {
      @Override
      public Leases leases() {
        return new Leases() {
          @Override
          public CompletionStage<Boolean> take(
              String name, String owner, Duration duration, Deadline deadline) {
            owners.put(name, owner);
            return leases.take(name, owner, duration, deadline);
          }

          @Override
          public CompletionStage<Void> release(String name, String owner, Deadline deadline) {
            return leases.release(name, owner, deadline);
          }
        };
      }
    };
  }
}

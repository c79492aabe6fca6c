package net.es.esmond.storage.testkit.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.ReplicationManager;
import net.es.esmond.storage.cassandra.CassandraSessionFactory;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.health.StoreHealth;
import net.es.esmond.storage.replication.ReplicationState;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.WriteResult;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.cassandra.RingAddresses;
import net.es.esmond.storage.testkit.cassandra.RingJmx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Two real datacenters. The first tests give the second one replicas, the last loses the first. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DatacentersIT {
  private static final String KEYSPACE = "two_places";
  private static final Duration CALL = Duration.ofSeconds(10);
  private static final Duration LONG = Duration.ofMinutes(2);

  private static CassandraRing ring;
  private static Measurements measurements;

  @BeforeAll
  static void start() {
    ring =
        CassandraRing.builder()
            .datacenter("dc1", 1)
            .datacenter("dc2", 1)
            .firstAddress("127.0.34.1")
            .jvmOption("-Dcassandra.enable_nodelocal_queries=true")
            .start();
    try (EsmondStorage storage = open("dc1", List.of())) {
      measurements = Measurements.write(storage, 20, 50);
    }
  }

  @AfterAll
  static void stop() {
    ring.close();
  }

  @Test
  @Order(1)
  void a_datacenter_without_replicas_is_named_and_gets_some_by_a_plan() {
    try (EsmondStorage storage = open("dc2", List.of())) {
      StoreHealth health = storage.health().measurements();
      assertThat(health.state()).isEqualTo(StoreState.DEGRADED);
      assertThat(health.canServe()).isFalse();
      assertThat(health.summary()).contains(KEYSPACE, "no replicas in datacenter dc2", "{dc1=1}");
      assertRefusedAtOnce(storage);

      assertPlanEnds(storage);

      assertThat(storage.health().measurements().canServe()).isTrue();
      assertServedWhole(storage);
    }
  }

  @Test
  @Order(2)
  void replicas_that_somebody_takes_away_are_missed_until_they_are_back() {
    try (EsmondStorage storage = open("dc2", List.of())) {
      alter("{'class': 'NetworkTopologyStrategy', 'dc1': 1}");
      await().until(() -> !storage.health().measurements().canServe());
      assertRefusedAtOnce(storage);

      alter("{'class': 'NetworkTopologyStrategy', 'dc1': 1, 'dc2': 1}");

      await().until(() -> storage.health().measurements().canServe());
      assertPlanEnds(storage);
      assertServedWhole(storage);
    }
  }

  /** Whether a repair is due is not known in dc2 either: the leases are in dc1. */
  @Test
  @Order(3)
  void a_dead_datacenter_is_waited_for_by_nobody_and_replaced_if_allowed() {
    try (EsmondStorage here = open("dc2", List.of());
        EsmondStorage moved = open("dc1", List.of("dc2"))) {
      assertThat(moved.health().measurements().state()).isEqualTo(StoreState.UP);
      ring.nodes("dc1").get(0).kill();
      await()
          .atMost(LONG)
          .until(() -> moved.health().measurements().summary().contains("datacenter dc2 serves"));

      assertThat(moved.health().measurements().canServe()).isTrue();
      assertThat(write(moved, 0).unverified()).isEqualTo(1);
      Page page = moved.archive().readPage(measurements.query(0));
      assertThat(page.points()).hasSize(measurements.each());
      assertThat(page.possiblyIncomplete()).isTrue();

      await().atMost(LONG).until(here.replication()::repairDue);
      long begun = System.nanoTime();
      for (int i = 1; i <= 100; i++) {
        assertThat(write(here, i).unverified()).isEqualTo(1);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(60));
      assertThat(here.archive().readPage(measurements.query(1)).possiblyIncomplete()).isTrue();

      ring.nodes("dc1").get(0).start();
      await().atMost(LONG).until(() -> moved.health().measurements().state() == StoreState.UP);
      await()
          .atMost(LONG)
          .until(() -> !moved.archive().readPage(measurements.query(0)).possiblyIncomplete());
    }
  }

  /** Its comparison, too, though dc1 cannot be asked from here. */
  private static void assertPlanEnds(EsmondStorage storage) {
    ReplicationManager replication = storage.replication();
    replication.apply(replication.plan(1));
    assertThat(replication.awaitChange(LONG).states()).containsExactly(ReplicationState.IN_SYNC);
  }

  private static WriteResult write(EsmondStorage storage, int second) {
    Instant time = measurements.from().minus(Duration.ofDays(1)).plusSeconds(second);
    return storage
        .archive()
        .writeAll(
            measurements.keys().get(0),
            "throughput",
            List.of(new Point(time, new IntegerValue(second))));
  }

  /** Long before the deadline of the calls. */
  private static void assertRefusedAtOnce(EsmondStorage storage) {
    long begun = System.nanoTime();
    for (Runnable call :
        List.<Runnable>of(
            () -> storage.archive().readPage(measurements.query(0)), () -> write(storage, 0))) {
      StoreException refused = catchThrowableOfType(StoreException.class, call::run);
      assertThat(refused.code()).isEqualTo(ErrorCode.NO_LOCAL_REPLICAS);
      assertThat(refused).hasMessageContainingAll(KEYSPACE, "datacenter dc2", "{dc1=1}");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(CALL.dividedBy(2));
  }

  private static void assertServedWhole(EsmondStorage storage) {
    for (SeriesQuery query : measurements.queries()) {
      Page page = storage.archive().readPage(query.pageSize(measurements.each()));
      assertThat(page.points()).hasSize(measurements.each());
      assertThat(page.possiblyIncomplete()).isFalse();
    }
  }

  private static void alter(String replication) {
    try (CqlSession session =
        CassandraSessionFactory.of(conf("dc1", List.of())).open(Deadline.after(CALL))) {
      session.execute("ALTER KEYSPACE " + KEYSPACE + " WITH replication = " + replication);
    }
  }

  private static EsmondStorage open(String local, List<String> remotes) {
    return ReplicationRing.builder(conf(local, remotes))
        .replication(ReplicationRing.byOperator().withJmx(RingJmx.of(ring)))
        .open();
  }

  private static CassandraConf conf(String local, List<String> remotes) {
    return CassandraConf.builder()
        .servers(RingAddresses.of(ring))
        .keyspace(KEYSPACE)
        .localDatacenter(local)
        .remoteDatacenters(remotes)
        .requestTimeout(CALL)
        .build();
  }
}

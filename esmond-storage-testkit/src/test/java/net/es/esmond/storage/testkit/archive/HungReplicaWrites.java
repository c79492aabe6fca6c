package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.LongStream;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.error.ConflictException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.health.StoreHealth;
import net.es.esmond.storage.series.ConflictMode;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.ServerGroup;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.cassandra.RingAddresses;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Instances write to three real replicas, of which one hangs, or two or all are dead. */
abstract class HungReplicaWrites {
  private static final int POINTS = 40;

  /** How long all nodes are dead: {@code -Desmond.outage=SECONDS}. */
  private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("esmond.outage", 3));

  private final Instant start =
      Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(300));

  /** Three nodes, whole before each test. */
  abstract CassandraRing ring();

  @Test
  void each_instance_sees_what_the_other_was_told() {
    try (RingInstance one = open("kept_writes", ConflictMode.KEEP);
        RingInstance other = open("kept_writes", ConflictMode.KEEP);
        ServerGroup.Faults faults = ring().faults()) {
      ring().node(3).pause();

      for (Point point : points()) {
        one.storage().archive().write(one.key(), "throughput", point);
        assertConflict(other, point.time());
      }

      assertStored(other);
    }
  }

  @Test
  void unchecked_writes_are_acknowledged() {
    try (RingInstance instance = open("unchecked_writes", ConflictMode.UNCHECKED);
        ServerGroup.Faults faults = ring().faults()) {
      assertAllAreWritten(instance);
    }
  }

  @Test
  void writes_in_transactions_are_acknowledged() {
    try (RingInstance instance = open("strict_writes", ConflictMode.STRICT);
        ServerGroup.Faults faults = ring().faults()) {
      assertAllAreWritten(instance);
    }
  }

  @Test
  void two_dead_replicas_leave_no_quorum_and_health_says_so() {
    try (RingInstance instance = open("no_quorum", ConflictMode.KEEP);
        ServerGroup.Faults faults = ring().faults()) {
      EsmondStorage storage = instance.storage();
      assertThat(storage.health().canServe()).isTrue();
      ring().node(3).kill();
      await().until(() -> storage.health().measurements().down().size() == 1);
      assertThat(storage.health().measurements().canServe()).isTrue();
      ring().node(2).kill();

      await()
          .untilAsserted(
              () ->
                  assertThat(storage.health().measurements().reason().orElse(""))
                      .contains(host(2), host(3), "Connection refused"));
      StoreHealth lost = storage.health().measurements();
      assertThat(lost.state()).isEqualTo(StoreState.DEGRADED);
      assertThat(lost.cannotRead().orElseThrow()).contains("LOCAL_QUORUM needs 2");
      assertThat(lost.cannotWrite()).isEqualTo(lost.cannotRead());
      assertThat(storage.health().canServe()).isFalse();
      Archive hurried = storage.archive().withTimeout(Duration.ofSeconds(1));
      assertThatThrownBy(() -> hurried.readPage(SeriesQuery.base(instance.key(), "throughput")))
          .as("what health says")
          .isInstanceOf(StoreException.class);

      ring().node(2).start();
      await().until(() -> storage.health().canServe());
      assertThat(storage.archive().readPage(SeriesQuery.base(instance.key(), "throughput")))
          .isNotNull();
    }
  }

  @Test
  void an_outage_of_all_nodes_fills_no_log() {
    LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = loggers.getLogger(Logger.ROOT_LOGGER_NAME);
    Logger driver = loggers.getLogger("com.datastax");
    Level usual = root.getLevel();
    Level driversUsual = driver.getLevel();
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    try (EsmondStorage storage = storage("outage").open();
        ServerGroup.Faults faults = ring().faults()) {
      String key = RingInstance.register(storage, "outage");
      Archive hurried = storage.archive().withTimeout(Duration.ofMillis(500));
      log.start();
      root.addAppender(log);
      root.setLevel(Level.INFO);
      driver.setLevel(null);

      ring().nodes().forEach(CassandraNode::kill);
      long end = System.nanoTime() + OUTAGE.toNanos();
      for (int i = 0; System.nanoTime() < end; i++) {
        Instant time = start.plusSeconds(i);
        assertThatThrownBy(() -> hurried.write(key, "throughput", time, 1))
            .isInstanceOf(StoreException.class);
      }
      ring().heal();
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> storage.health().measurements().down().isEmpty());
      // The last change is told at the second look that sees it.
      await().until(() -> lines(log).stream().anyMatch(line -> line.contains(" is UP")));
    } finally {
      root.detachAppender(log);
      root.setLevel(usual);
      driver.setLevel(driversUsual);
    }
    List<String> all = lines(log);
    System.out.println(all.size() + " lines of " + OUTAGE + " without a node: " + all);
    assertThat(all)
        .filteredOn(line -> line.contains("StoreWatch: Cassandra is"))
        .hasSizeBetween(2, 6);
    // The driver may have a line for each node that returns before it knows the cluster again.
    assertThat(all).as("all loggers at INFO").hasSizeLessThanOrEqualTo(12);
  }

  private static List<String> lines(ListAppender<ILoggingEvent> log) {
    return List.copyOf(log.list).stream()
        .filter(event -> !event.getLoggerName().startsWith("net.es.esmond.storage.testkit"))
        .map(event -> event.getLoggerName() + ": " + event.getFormattedMessage())
        .toList();
  }

  private EsmondStorageBuilder storage(String keyspace) {
    CassandraConf cassandra =
        CassandraConf.builder()
            .servers(RingAddresses.of(ring()))
            .keyspace(keyspace)
            .replicas(3)
            .build();
    return EsmondStorage.builder(EsmondConf.of(cassandra, SqlConf.builder().build()))
        .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()));
  }

  private String host(int node) {
    return ring().node(node).address().getAddress().getHostAddress();
  }

  private void assertAllAreWritten(RingInstance instance) {
    Archive archive = instance.storage().archive();
    ring().node(2).pause();

    points().forEach(p -> archive.writeAll(instance.key(), "throughput", List.of(p)));

    assertStored(instance);
  }

  private void assertStored(RingInstance instance) {
    assertThat(instance.storage().archive().read(SeriesQuery.base(instance.key(), "throughput")))
        .containsExactlyElementsOf(points());
  }

  private static void assertConflict(RingInstance instance, Instant at) {
    Archive archive = instance.storage().archive();
    assertThatThrownBy(() -> archive.write(instance.key(), "throughput", at, -1))
        .isInstanceOf(ConflictException.class);
  }

  private List<Point> points() {
    return LongStream.rangeClosed(1, POINTS)
        .mapToObj(i -> new Point(start.plusSeconds(60 * i), new IntegerValue(i)))
        .toList();
  }

  private RingInstance open(String keyspace, ConflictMode conflicts) {
    return RingInstance.open(RingAddresses.of(ring()), keyspace, conflicts, "hung replica");
  }
}

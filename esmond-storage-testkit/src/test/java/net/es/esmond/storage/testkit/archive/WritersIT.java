package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import net.es.esmond.storage.ConflictMode;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.error.ConflictException;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.ServerGroup;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.junit.ServerExtension;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Instances that write to three real replicas: one that is alone, several, and strict ones. */
class WritersIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int SOME = 40;

  @RegisterExtension
  static final ServerExtension<CassandraRing> RING =
      ServerExtension.of(CassandraRing.builder().firstAddress("127.0.14.1")::start);

  private final InMemoryMetadataStore metadata = new InMemoryMetadataStore(Clock.systemUTC());
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private EsmondStorage storage;
  private String key;
  private Instant time = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(300));

  @BeforeEach
  void open() {
    storage = instance(meters);
    key =
        storage
            .metadata()
            .register(
                Registration.pointToPoint()
                    .source("192.0.2.1")
                    .destination("192.0.2.2")
                    .measurementAgent("192.0.2.1")
                    .toolName("bwctl/iperf3")
                    .inputSource("a.example.net")
                    .inputDestination("b.example.net")
                    .parameter("run", UUID.randomUUID().toString())
                    .eventType(EventType.THROUGHPUT)
                    .build())
            .key();
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private EsmondStorage instance(MeterRegistry registry) {
    return builder("sole_writer").service(MeterRegistry.class, registry).open();
  }

  private EsmondStorage.Builder builder(String keyspace) {
    CassandraConf cassandra =
        CassandraConf.builder()
            .servers(
                RING.get().contactPoints().stream()
                    .map(a -> new HostPort(a.getAddress().getHostAddress(), a.getPort()))
                    .toList())
            .keyspace(keyspace)
            .replicas(3)
            .build();
    return EsmondStorage.builder(EsmondConf.of(cassandra, SqlConf.builder().build()))
        .metadata((conf, context) -> metadata)
        .withoutBackgroundMaintenance();
  }

  private Instant write(EsmondStorage by, long value) {
    time = time.plusSeconds(60);
    by.archive().write(key, "throughput", time, value);
    return time;
  }

  private double requests() {
    return meters.find("esmond.cassandra.requests").timers().stream().mapToLong(Timer::count).sum();
  }

  /** Whether it takes hardly more requests than points to write some. */
  private boolean writesWithoutLooking() {
    double before = requests();
    for (int i = 0; i < SOME; i++) {
      write(storage, i);
    }
    return requests() - before < 1.5 * SOME;
  }

  @Test
  void anInstanceThatComesIsHeardOfBeforeItWrites() {
    await().atMost(PATIENCE).until(this::writesWithoutLooking);
    try (EsmondStorage other = instance(new SimpleMeterRegistry())) {
      Instant theirs = write(other, 1);
      assertConflict(storage, theirs);
      Instant ours = write(storage, 1);
      assertConflict(other, ours);
      assertThat(writesWithoutLooking()).isFalse();
    }
    await().atMost(PATIENCE).until(this::writesWithoutLooking);
    Instant last = write(storage, 1);
    assertConflict(storage, last);
  }

  private void assertConflict(EsmondStorage instance, Instant at) {
    assertThatThrownBy(() -> instance.archive().write(key, "throughput", at, 2))
        .isInstanceOf(ConflictException.class);
    instance.archive().write(key, "throughput", at, 1);
  }

  @Test
  void aNodeThatHangsKeepsNobodyFromWriting() {
    await().atMost(PATIENCE).until(this::writesWithoutLooking);
    Instant first = time;
    try (ServerGroup.Faults faults = RING.get().faults()) {
      RING.get().node(3).pause();
      await().atMost(PATIENCE).until(() -> !writesWithoutLooking());
      try (EsmondStorage other = instance(new SimpleMeterRegistry())) {
        assertConflict(storage, write(other, 1));
      }
    }
    assertThat(
            storage
                .archive()
                .read(SeriesQuery.base(key, "throughput").between(first.plusSeconds(1), time))
                .toList())
        .as("points of every minute since")
        .hasSize((int) Duration.between(first, time).toMinutes());
  }

  @Test
  void norDoesItKeepAnybodyFromWritingInTransactions() {
    List<Point> points =
        LongStream.rangeClosed(1, SOME)
            .mapToObj(i -> new Point(time.plusSeconds(60 * i), new IntegerValue(i)))
            .toList();
    try (EsmondStorage strict = builder("strict_writer").conflicts(ConflictMode.STRICT).open();
        ServerGroup.Faults faults = RING.get().faults()) {
      RING.get().node(2).pause();
      points.forEach(point -> strict.archive().writeAll(key, "throughput", List.of(point)));

      assertThat(strict.archive().read(SeriesQuery.base(key, "throughput")))
          .containsExactlyElementsOf(points);
    }
  }
}

package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.ConflictMode;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.ConflictException;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.ServerGroup;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.internal.ChildJvm;
import net.es.esmond.storage.testkit.junit.ServerExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Instances that write to three real replicas: alone, several, strict ones, and a killed one. */
class WritersIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int SOME_ALONE = 5 * RingInstance.SOME;

  @RegisterExtension
  static final ServerExtension<CassandraRing> RING =
      ServerExtension.of(CassandraRing.builder().firstAddress("127.0.14.1")::start);

  private final String run = UUID.randomUUID().toString();
  private RingInstance instance;
  private Instant time = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(300));

  @BeforeEach
  void open() {
    instance = open("sole_writer", ConflictMode.KEEP);
  }

  @AfterEach
  void close() {
    instance.close();
  }

  private RingInstance open(String keyspace, ConflictMode conflicts) {
    return RingInstance.open(servers(), keyspace, conflicts, run);
  }

  private static List<HostPort> servers() {
    return RING.get().contactPoints().stream()
        .map(a -> new HostPort(a.getAddress().getHostAddress(), a.getPort()))
        .toList();
  }

  private Instant write(RingInstance by) {
    time = time.plusSeconds(60);
    by.storage().archive().write(by.key(), "throughput", time, 1);
    return time;
  }

  private boolean writesWithoutLooking() {
    return instance.writesWithoutLooking(() -> write(instance));
  }

  private static void assertConflict(RingInstance instance, Instant at) {
    Archive archive = instance.storage().archive();
    assertThatThrownBy(() -> archive.write(instance.key(), "throughput", at, 2))
        .isInstanceOf(ConflictException.class);
    archive.write(instance.key(), "throughput", at, 1);
  }

  private static List<Instant> times(RingInstance instance, Instant after, Instant until) {
    return instance
        .storage()
        .archive()
        .read(SeriesQuery.base(instance.key(), "throughput").between(after.plusSeconds(1), until))
        .map(Point::time)
        .toList();
  }

  @Test
  void anInstanceThatComesIsHeardOfBeforeItWrites() {
    await().atMost(PATIENCE).until(this::writesWithoutLooking);
    try (RingInstance other = open("sole_writer", ConflictMode.KEEP)) {
      Instant theirs = write(other);
      assertConflict(instance, theirs);
      Instant ours = write(instance);
      assertConflict(other, ours);
      assertThat(writesWithoutLooking()).isFalse();
    }
    await().atMost(PATIENCE).until(this::writesWithoutLooking);
    assertConflict(instance, write(instance));
  }

  @Test
  void aNodeThatHangsKeepsNobodyFromWriting() {
    await().atMost(PATIENCE).until(this::writesWithoutLooking);
    Instant first = time;
    try (ServerGroup.Faults faults = RING.get().faults()) {
      RING.get().node(3).pause();
      await().atMost(PATIENCE).until(() -> !writesWithoutLooking());
      try (RingInstance other = open("sole_writer", ConflictMode.KEEP)) {
        assertConflict(instance, write(other));
      }
    }
    assertThat(times(instance, first, time))
        .as("points of every minute since")
        .hasSize((int) Duration.between(first, time).toMinutes());
  }

  @Test
  void norDoesItKeepAnybodyFromWritingInTransactions() {
    List<Point> points =
        LongStream.rangeClosed(1, RingInstance.SOME)
            .mapToObj(i -> new Point(time.plusSeconds(60 * i), new IntegerValue(i)))
            .toList();
    try (RingInstance strict = open("strict_writer", ConflictMode.STRICT);
        ServerGroup.Faults faults = RING.get().faults()) {
      RING.get().node(2).pause();
      Archive archive = strict.storage().archive();
      points.forEach(point -> archive.writeAll(strict.key(), "throughput", List.of(point)));

      assertThat(archive.read(SeriesQuery.base(strict.key(), "throughput")))
          .containsExactlyElementsOf(points);
    }
  }

  @Test
  void whoFollowsAKilledWriterFindsAllThatItWasTold() throws Exception {
    Killed killed = killedWhileAlone("killed_writer");
    Instant last = killed.acknowledged().get(killed.acknowledged().size() - 1);
    try (RingInstance successor = open("killed_writer", ConflictMode.KEEP)) {
      assertConflict(successor, last);
      assertThat(times(successor, time, last)).containsExactlyElementsOf(killed.acknowledged());

      time = last;
      // For all that is known the killed one may still be writing.
      await()
          .during(killed.untilAlone())
          .atMost(PATIENCE)
          .until(() -> !successor.writesWithoutLooking(() -> write(successor)));
    }
  }

  /**
   * A process that is no more.
   *
   * @param acknowledged what it was told to be stored
   * @param untilAlone how long it ran until it wrote without looking
   */
  private record Killed(List<Instant> acknowledged, Duration untilAlone) {}

  private Killed killedWhileAlone(String keyspace) throws Exception {
    Process writer =
        ChildJvm.of(KilledWriter.class, KilledWriter.arguments(servers(), keyspace, run, time))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = writer.inputReader(StandardCharsets.UTF_8)) {
      List<Instant> acknowledged = new ArrayList<>();
      int afterwards = -1;
      long begin = System.nanoTime();
      Duration untilAlone = Duration.ZERO;
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.equals(KilledWriter.ALONE)) {
          afterwards = 0;
          untilAlone = Duration.ofNanos(System.nanoTime() - begin);
        } else if (line.matches("\\d{4}-.*Z")) {
          acknowledged.add(Instant.parse(line));
          if (afterwards >= 0 && ++afterwards == SOME_ALONE) {
            // Unlike the process's own, this leaves what it has written to be read.
            writer.toHandle().destroyForcibly();
          }
        }
      }
      assertThat(afterwards).as("points written alone").isGreaterThanOrEqualTo(SOME_ALONE);
      return new Killed(acknowledged, untilAlone);
    } finally {
      writer.destroyForcibly().waitFor();
    }
  }
}

package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.LongStream;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.ConflictException;
import net.es.esmond.storage.series.ConflictMode;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.ServerGroup;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.junit.ServerExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two instances write to three real replicas, one of which hangs. */
class HungReplicaWritesIT {
  private static final int POINTS = 40;

  @RegisterExtension
  static final ServerExtension<CassandraRing> RING =
      ServerExtension.of(CassandraRing.builder().firstAddress("127.0.14.1")::start);

  private final Instant start =
      Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(300));

  @Test
  void each_instance_sees_what_the_other_was_told() {
    try (RingInstance one = open("kept_writes", ConflictMode.KEEP);
        RingInstance other = open("kept_writes", ConflictMode.KEEP);
        ServerGroup.Faults faults = RING.get().faults()) {
      RING.get().node(3).pause();

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
        ServerGroup.Faults faults = RING.get().faults()) {
      assertAllAreWritten(instance);
    }
  }

  @Test
  void writes_in_transactions_are_acknowledged() {
    try (RingInstance instance = open("strict_writes", ConflictMode.STRICT);
        ServerGroup.Faults faults = RING.get().faults()) {
      assertAllAreWritten(instance);
    }
  }

  private void assertAllAreWritten(RingInstance instance) {
    Archive archive = instance.storage().archive();
    RING.get().node(2).pause();

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
    List<HostPort> servers =
        RING.get().contactPoints().stream()
            .map(a -> new HostPort(a.getAddress().getHostAddress(), a.getPort()))
            .toList();
    return RingInstance.open(servers, keyspace, conflicts, "hung replica");
  }
}

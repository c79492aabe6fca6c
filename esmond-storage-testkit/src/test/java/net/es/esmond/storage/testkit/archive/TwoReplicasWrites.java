package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.series.ConflictMode;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.WriteResult;
import net.es.esmond.storage.testkit.ServerGroup;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.cassandra.RingAddresses;
import org.junit.jupiter.api.Test;

/** Two instances write at LOCAL_ONE to two real replicas, one of which is away for a while. */
abstract class TwoReplicasWrites {
  private static final int POINTS = 400;

  /** One point a day: more than a dozen partitions, so that every node has some of them. */
  private final Instant start =
      Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(POINTS + 2));

  /** Three nodes, whole before each test. */
  abstract CassandraRing ring();

  @Test
  void no_acknowledged_value_is_replaced_without_being_counted() {
    try (ServerGroup.Faults faults = ring().faults();
        RingInstance one = open("killed");
        RingInstance other = open("killed")) {
      ring().node(2).kill();
      awaitState(one, StoreState.DEGRADED);
      Map<Instant, WriteResult> first = write(one, day -> day);
      assertThat(first.values()).allMatch(result -> result.written() == 1);
      assertThat(first.values()).anyMatch(result -> result.unverified() == 1);
      assertThat(first.values()).anyMatch(result -> result.unverified() == 0);

      ring().node(2).start();
      Map<Instant, WriteResult> second = write(other, day -> -day);

      awaitState(other, StoreState.UP);
      Map<Instant, Value> stored = stored(other);
      assertThat(stored).hasSize(POINTS);
      second.forEach(
          (time, result) -> {
            if (result.unverified() == 0) {
              assertThat(result.conflicts()).as("at %s", time).hasSize(1);
              assertThat(stored.get(time)).isEqualTo(point(day(time), day -> day).value());
            }
          });
      assertThat(write(other, day -> 1_000_000).values())
          .allMatch(result -> result.conflicts().size() == 1);
    }
  }

  @Test
  void a_hung_replica_fails_no_write_and_hides_no_conflict() {
    try (ServerGroup.Faults faults = ring().faults();
        RingInstance one = open("paused");
        RingInstance other = open("paused")) {
      ring().node(2).pause();

      assertThat(write(one, day -> day).values())
          .allMatch(result -> result.written() == 1)
          .anyMatch(result -> result.unverified() == 1);
      assertThat(write(other, day -> -day).values())
          .allMatch(result -> result.conflicts().size() == 1);
    }
  }

  @Test
  void no_node_warns_of_large_batches() {
    try (RingInstance instance = open("batches")) {
      write(instance, day -> day);
      List<CompletableFuture<WriteResult>> histograms = new ArrayList<>();
      for (long day = 1; day <= POINTS; day++) {
        Map<String, Long> counts = new TreeMap<>();
        for (long bucket = 0; bucket < 30; bucket++) {
          counts.put(Long.toString(bucket), day);
        }
        histograms.add(
            instance
                .storage()
                .archive()
                .writeAllAsync(
                    instance.key(),
                    "histogram-owdelay",
                    List.of(new Point(point(day, n -> n).time(), Histogram.of(counts))))
                .toCompletableFuture());
      }
      assertThat(histograms).allMatch(write -> write.join().written() == 1);
    }
    assertThat(ring().nodes())
        .flatMap(node -> node.lastLogLines(10_000))
        .noneMatch(line -> line.contains("exceeding specified threshold"));
  }

  /** Writes each point by a call of its own, all at the same time. */
  private Map<Instant, WriteResult> write(RingInstance instance, LongUnaryOperator value) {
    Map<Instant, CompletableFuture<WriteResult>> calls = new TreeMap<>();
    for (long day = 1; day <= POINTS; day++) {
      Point point = point(day, value);
      calls.put(
          point.time(),
          instance
              .storage()
              .archive()
              .writeAllAsync(instance.key(), "throughput", List.of(point))
              .toCompletableFuture());
    }
    Map<Instant, WriteResult> results = new TreeMap<>();
    calls.forEach((time, call) -> results.put(time, call.join()));
    return results;
  }

  private Point point(long day, LongUnaryOperator value) {
    return new Point(start.plus(Duration.ofDays(day)), new IntegerValue(value.applyAsLong(day)));
  }

  private long day(Instant time) {
    return Duration.between(start, time).toDays();
  }

  private static Map<Instant, Value> stored(RingInstance instance) {
    SeriesQuery all = SeriesQuery.base(instance.key(), "throughput").at(ConsistencyLevel.ALL);
    List<Point> points = new ArrayList<>();
    await()
        .ignoreExceptions()
        .until(
            () -> {
              points.clear();
              return points.addAll(instance.storage().archive().read(all).toList());
            });
    return points.stream().collect(Collectors.toMap(Point::time, Point::value));
  }

  private static void awaitState(RingInstance instance, StoreState state) {
    await().until(() -> instance.storage().health().measurements().state() == state);
  }

  private RingInstance open(String run) {
    return RingInstance.open(RingAddresses.of(ring()), "two_replicas", 2, ConflictMode.KEEP, run);
  }
}

package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import net.es.esmond.storage.error.ConflictException;
import net.es.esmond.storage.series.ConflictMode;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.ServerGroup;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.cassandra.RingAddresses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two instances write different values for the same times, to three real replicas at a quorum. */
abstract class TwoInstances {
  private static final int TIMES = 300;

  private final Instant start =
      Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(300));
  private final List<RingInstance> instances = new ArrayList<>();

  /** Three nodes, whole before each test. */
  abstract CassandraRing ring();

  @BeforeEach
  void open() {
    String run = UUID.randomUUID().toString();
    for (int i = 0; i < 2; i++) {
      instances.add(
          RingInstance.open(RingAddresses.of(ring()), "two_instances", ConflictMode.KEEP, run));
    }
  }

  @AfterEach
  void close() {
    instances.forEach(RingInstance::close);
  }

  @Test
  void whoever_writes_second_is_told_of_the_conflict() {
    writeOneAfterAnother(() -> {});

    instances.forEach(reader -> assertThat(values(reader)).isEqualTo(numbered()));
  }

  @Test
  void whoever_writes_second_is_told_while_a_node_is_killed() {
    try (ServerGroup.Faults faults = ring().faults()) {
      writeOneAfterAnother(() -> ring().node(2).kill());

      instances.forEach(reader -> assertThat(values(reader)).isEqualTo(numbered()));
    }
  }

  @Test
  void of_writes_at_the_same_moment_an_acknowledged_one_stands() {
    Map<Instant, Set<Long>> acknowledged = writeAtTheSameMoment(() -> {});

    assertStored(acknowledged);
  }

  @Test
  void an_acknowledged_write_stands_while_a_node_is_killed() {
    try (ServerGroup.Faults faults = ring().faults()) {
      Map<Instant, Set<Long>> acknowledged = writeAtTheSameMoment(() -> ring().node(3).kill());

      assertStored(acknowledged);
    }
  }

  /** For each time one instance is acknowledged before the other one begins. */
  private void writeOneAfterAnother(Runnable inBetween) {
    for (int i = 0; i < TIMES; i++) {
      if (i == TIMES / 3) {
        inBetween.run();
      }
      Instant time = time(i);
      RingInstance first = instances.get(i % 2);
      RingInstance second = instances.get(1 - i % 2);
      long value = i;
      write(first, time, value).join();
      assertConflict(second, time, -1 - value);
      write(second, time, value).join();
    }
  }

  /** Returns which values were acknowledged; both may be, and then the later one stands. */
  private Map<Instant, Set<Long>> writeAtTheSameMoment(Runnable inBetween) {
    Map<Instant, List<CompletableFuture<Void>>> writes = new TreeMap<>();
    for (int i = 0; i < TIMES; i++) {
      if (i == TIMES / 3) {
        inBetween.run();
      }
      List<CompletableFuture<Void>> ofTime = new ArrayList<>();
      for (int by = 0; by < instances.size(); by++) {
        ofTime.add(write(instances.get(by), time(i), by));
      }
      writes.put(time(i), ofTime);
    }
    Map<Instant, Set<Long>> acknowledged = new TreeMap<>();
    writes.forEach(
        (time, ofTime) -> {
          Set<Long> values = new TreeSet<>();
          for (int by = 0; by < ofTime.size(); by++) {
            if (isAcknowledged(ofTime.get(by))) {
              values.add((long) by);
            }
          }
          acknowledged.put(time, values);
        });
    return acknowledged;
  }

  private void assertStored(Map<Instant, Set<Long>> acknowledged) {
    assertThat(acknowledged).hasSize(TIMES);
    for (RingInstance reader : instances) {
      Map<Instant, Long> stored = values(reader);
      acknowledged.forEach(
          (time, values) -> assertThat(stored.get(time)).as("at %s", time).isIn(values));
    }
    assertConflict(instances.get(0), time(0), 2);
    assertConflict(instances.get(1), time(TIMES - 1), 2);
  }

  /** Whether a write was acknowledged; it may only fail because the other one was there first. */
  private static boolean isAcknowledged(CompletableFuture<Void> write) {
    try {
      write.join();
      return true;
    } catch (CompletionException e) {
      assertThat(e).hasCauseInstanceOf(ConflictException.class);
      return false;
    }
  }

  private static void assertConflict(RingInstance instance, Instant time, long value) {
    assertThatThrownBy(() -> write(instance, time, value).join())
        .hasCauseInstanceOf(ConflictException.class);
  }

  private static CompletableFuture<Void> write(RingInstance instance, Instant time, long value) {
    return instance
        .storage()
        .archive()
        .writeAsync(instance.key(), "throughput", new Point(time, new IntegerValue(value)))
        .toCompletableFuture();
  }

  private Map<Instant, Long> values(RingInstance reader) {
    return reader
        .storage()
        .archive()
        .read(SeriesQuery.base(reader.key(), "throughput").between(start, time(TIMES)))
        .collect(
            Collectors.toMap(
                Point::time,
                point -> ((IntegerValue) point.value()).value(),
                (a, b) -> a,
                TreeMap::new));
  }

  private Map<Instant, Long> numbered() {
    Map<Instant, Long> numbered = new TreeMap<>();
    for (long i = 0; i < TIMES; i++) {
      numbered.put(time(i), i);
    }
    return numbered;
  }

  private Instant time(long minute) {
    return start.plusSeconds(60 * minute);
  }
}

package net.es.esmond.storage.internal;

import static net.es.esmond.storage.internal.FakePoints.point;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.replication.WhenIncomplete;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.spi.StampedPoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoredLookTest {
  private static final Series SERIES = Series.base("1", EventType.THROUGHPUT);
  private static final long START = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
  private static final long NEXT_MONTH = Instant.parse("2026-04-01T00:00:00Z").toEpochMilli();

  private final FakeWriters writers = new FakeWriters();
  private final FakePoints points = new FakePoints();
  private final ManualRounds rounds = new ManualRounds();
  private boolean repairDue;
  private boolean only = true;
  private final StoredLook look =
      new StoredLook(
          points,
          new CompleteReads(() -> repairDue, () -> true, WhenIncomplete.MARK),
          new SoleWriter(writers, writers::now, rounds));

  /** Until it is known that nobody else writes. */
  @BeforeEach
  void becomeTheOnlyWriter() {
    var entered =
        look.find(SERIES, List.of(point(START - 1, 0)), () -> true, Deadline.after(timeout()));
    for (Duration passed = Duration.ZERO;
        passed.compareTo(Tenures.PROBATION.plusSeconds(1)) <= 0;
        passed = passed.plusMillis(500)) {
      rounds.run();
      writers.pass(Duration.ofMillis(500));
    }
    points.looks = 0;
  }

  private static Duration timeout() {
    return Duration.ofMinutes(1);
  }

  /** Looks at times, and returns those at which something is stored. */
  private List<Long> find(long... times) {
    List<StoredPoint> asked = LongStream.of(times).mapToObj(time -> point(time, 1)).toList();
    var found = look.find(SERIES, asked, () -> only, Deadline.after(timeout()));
    assertThat(found.toCompletableFuture()).isDone();
    return found.toCompletableFuture().join().stream()
        .map(StampedPoint::point)
        .map(StoredPoint::timeMillis)
        .toList();
  }

  private void write(long... times) {
    assertThat(find(times)).isEmpty();
    for (long time : times) {
      points.of(SERIES).put(time, 1L);
    }
  }

  @Test
  void whatComesInOrderIsLookedForOnce() {
    for (int i = 0; i < 10; i++) {
      write(START + i);
    }
    write(START + 20, START + 30, START + 25);
    write(START + 31);

    assertThat(points.learned).isEqualTo(1);
    assertThat(points.looks).isZero();
  }

  @Test
  void whatComesLateOrAgainIsLookedFor() {
    write(START);
    write(START + 10);

    assertThat(find(START + 10)).containsExactly(START + 10);
    assertThat(find(START + 5)).isEmpty();
    assertThat(find(START + 5, START + 20, START)).containsExactly(START);
    assertThat(points.looks).isEqualTo(3);
    assertThat(find(START + 20)).as("noted, though it is not stored").isEmpty();
    assertThat(points.looks).isEqualTo(4);
  }

  @Test
  void whatWasStoredBeforeIsFound() {
    points.of(SERIES).put(START + 100, 1L);

    assertThat(find(START + 100)).containsExactly(START + 100);
    assertThat(find(START + 50)).isEmpty();
    assertThat(find(START + 101)).isEmpty();
    assertThat(points.looks).as("all but the last").isEqualTo(2);
  }

  @Test
  void everyPartitionIsLearnedByItself() {
    points.of(SERIES).put(NEXT_MONTH, 1L);
    write(START);
    write(NEXT_MONTH - 1);
    assertThat(points.learned).isEqualTo(1);

    assertThat(find(NEXT_MONTH)).containsExactly(NEXT_MONTH);
    write(NEXT_MONTH + 1);
    assertThat(find(NEXT_MONTH - 1, NEXT_MONTH + 2)).containsExactly(NEXT_MONTH - 1);
    assertThat(points.learned).isEqualTo(2);
  }

  @Test
  void nothingIsLearnedWhileOtherWritesOfTheSeriesAreUnderWay() {
    only = false;
    write(START);
    write(START + 1);

    assertThat(points.learned).isZero();
    assertThat(points.looks).isEqualTo(2);
  }

  @Test
  void nothingIsTakenForGrantedWhileARepairIsDue() {
    write(START);
    repairDue = true;

    write(START + 1);

    assertThat(points.looks).isEqualTo(1);
  }

  @Test
  void whatCannotBeLearnedIsLookedForAndNotLearnedAgainAtOnce() {
    points.learningFails = true;
    write(START);
    write(START + 1);

    assertThat(points.learned).isEqualTo(1);
    assertThat(points.looks).isEqualTo(2);
  }

  @Test
  void whoMayNotBeAloneLooksEveryTimeAndLearnsAnewWhenItIs() {
    write(START);
    writers.pass(Tenures.FRESH);
    write(START + 1);
    assertThat(points.looks).isEqualTo(1);

    becomeTheOnlyWriter();
    write(START + 2);
    write(START + 3);
    assertThat(points.learned).isEqualTo(2);
    assertThat(points.looks).isZero();
  }
}

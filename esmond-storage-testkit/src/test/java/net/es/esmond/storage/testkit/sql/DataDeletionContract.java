package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.internal.time.StorageClock;
import net.es.esmond.storage.metadata.DeletionReport;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.SummaryWrite;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.summary.Summaries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the data of deleted tests, on any back ends. */
abstract class DataDeletionContract {
  static final Instant START =
      Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(40));
  private static final Duration EARLIER = Duration.ofHours(-2);

  /** Data of the last ten seconds would stay: clocks differ. */
  private static final Duration LATELY = Duration.ofMinutes(-1);

  private final List<EsmondStorage> open = new ArrayList<>();

  /** Of each test: shared stores must not mix them up. */
  final Registration registration =
      Registration.pointToPoint()
          .source("198.51.100.1")
          .inputSource("a.example.net")
          .destination("198.51.100.2")
          .inputDestination("b.example.net")
          .measurementAgent("198.51.100.1")
          .toolName(UUID.randomUUID().toString())
          .eventType(EventType.THROUGHPUT)
          .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofHours(1))
          .build();

  final Series base = Series.base(registration.newKey(), EventType.THROUGHPUT);
  final Series average =
      new Series(registration.newKey(), EventType.THROUGHPUT, SummaryType.AVERAGE, 3600);

  /** Its clock is two hours behind: for the others it wrote two hours ago. */
  EsmondStorage earlier;

  EsmondStorage now;

  /** A new instance on the same stores each time. */
  abstract EsmondStorageBuilder builder();

  /** What the instances write to. */
  abstract TimeSeriesStore series();

  /** Lets the time pass after which data of deleted tests may be deleted. */
  abstract void makeDue() throws Exception;

  @BeforeEach
  void writeFortyDays() {
    earlier = open(EARLIER);
    now = open(Duration.ZERO);
    earlier.metadata().register(registration);
    List<Point> points = new ArrayList<>();
    for (int hour = 0; hour < 24 * 39; hour++) {
      points.add(new Point(START.plus(Duration.ofHours(hour)), new IntegerValue(hour)));
    }
    earlier.archive().writeAll(registration.newKey(), "throughput", points);
    open(LATELY).maintenance().storeSummaries();
  }

  private EsmondStorage open(Duration ahead) {
    EsmondStorage storage =
        builder()
            .service(
                StorageClock.class, StorageClock.simulated(Clock.offset(Clock.systemUTC(), ahead)))
            .withoutBackgroundMaintenance()
            .open();
    open.add(storage);
    return storage;
  }

  @AfterEach
  void close() {
    open.forEach(EsmondStorage::close);
  }

  @Test
  void it_goes_with_every_partition_of_every_series() throws Exception {
    assertThat(SqlDatabase.await(series().partitions(base, Optional.empty(), SqlDatabase.soon())))
        .hasSizeBetween(2, 3);
    assertThat(
            SqlDatabase.await(series().partitions(average, Optional.empty(), SqlDatabase.soon())))
        .isNotEmpty();

    assertThat(now.metadata().delete(registration.newKey())).isTrue();
    makeDue();
    DeletionReport report = now.maintenance().deleteData();

    assertThat(report.refused()).isEmpty();
    assertThat(report.tests()).isEqualTo(1);
    assertThat(report.partitions()).isBetween(3L, 5L);
    assertThat(report.failures()).isZero();
    assertThat(SqlDatabase.await(series().partitions(base, Optional.empty(), SqlDatabase.soon())))
        .isEmpty();
    assertThat(
            SqlDatabase.await(series().partitions(average, Optional.empty(), SqlDatabase.soon())))
        .isEmpty();
    now.metadata().register(registration);
    assertThat(stored(base)).isZero();
    assertThat(stored(average)).isZero();
    assertThat(now.maintenance().deleteData().tests()).isZero();
  }

  @Test
  void what_is_written_after_registering_again_stays_and_is_found() throws Exception {
    now.metadata().delete(registration.newKey());
    now.metadata().register(registration);
    Instant time = START.plus(Duration.ofHours(1));
    now.archive().overwriting().write(registration.newKey(), "throughput", time, 7);

    DeletionReport report = now.maintenance().deleteData();

    assertThat(report.tests()).isEqualTo(1);
    assertThat(now.archive().read(SeriesQuery.of(base)))
        .containsExactly(new Point(time, new IntegerValue(7)));
  }

  @Test
  void summaries_count_no_points_that_are_gone() throws Exception {
    now.metadata().delete(registration.newKey());
    now.metadata().register(registration);
    Instant window = START.plus(Duration.ofHours(1));
    Point added = new Point(window.plusSeconds(60), new IntegerValue(7));
    now.archive().writeAll(registration.newKey(), "throughput", List.of(added));
    EsmondStorage later = open(Duration.ofHours(1));
    later.maintenance().storeSummaries();

    later.maintenance().deleteData();

    assertThat(now.archive().read(SeriesQuery.of(base))).containsExactly(added);
    List<Point> expected = Summaries.of(average, List.of(added));
    assertThat(now.archive().read(SeriesQuery.of(average))).containsExactlyElementsOf(expected);
    open(Duration.ofHours(2)).maintenance().storeSummaries();
    assertThat(now.archive().read(SeriesQuery.of(average))).containsExactlyElementsOf(expected);
  }

  @Test
  void a_summary_of_points_read_before_does_not_hold() throws Exception {
    now.metadata().delete(registration.newKey());
    now.metadata().register(registration);
    Instant window = START.plus(Duration.ofHours(1));
    List<Point> made =
        now.archive().read(SeriesQuery.of(average).between(window, window.plusSeconds(1))).toList();
    assertThat(made).hasSize(1);
    long readAt = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());

    now.maintenance().deleteData();
    SummaryWrite late =
        new SummaryWrite(
            average,
            List.of(new SummaryWrite.Made(made.get(0).stored(), 1)),
            readAt,
            Retention.FOREVER);
    SqlDatabase.await(series().summaries().store(late, SqlDatabase.soon()));

    assertThat(now.archive().read(SeriesQuery.of(average))).isEmpty();
    open(Duration.ofHours(2)).maintenance().storeSummaries();
    SeriesRead all =
        new SeriesRead(average, Long.MIN_VALUE, Long.MAX_VALUE, false, 10_000, Optional.empty());
    assertThat(SqlDatabase.await(series().summaries().read(all, SqlDatabase.soon())).rows())
        .as("what a page would show once base points are kept no more")
        .noneMatch(stored -> stored.value().isPresent());
  }

  @Test
  void summaries_that_were_taken_over_stay() throws Exception {
    now.metadata().delete(registration.newKey());
    now.metadata().register(registration);
    Instant window = START.minus(Duration.ofDays(30));
    List<Point> old = Summaries.of(average, List.of(new Point(window, new IntegerValue(7))));
    assertThat(now.archive().importSummaries(average, old).stored()).isEqualTo(1);

    open(Duration.ofHours(1)).maintenance().deleteData();

    assertThat(now.archive().read(SeriesQuery.of(average))).containsExactlyElementsOf(old);
  }

  @Test
  void what_a_host_with_a_wrong_clock_writes_then_stays() throws Exception {
    now.metadata().delete(registration.newKey());
    now.metadata().register(registration);
    List<Point> acknowledged = new ArrayList<>();
    for (Duration ahead : List.of(Duration.ofDays(-400), Duration.ofSeconds(-15))) {
      EsmondStorage wrong =
          builder()
              .clock(Clock.offset(Clock.systemUTC(), ahead))
              .withoutBackgroundMaintenance()
              .open();
      open.add(wrong);
      Instant time = START.plusSeconds(acknowledged.size() + 1);
      acknowledged.add(new Point(time, new IntegerValue(7)));
      wrong.archive().write(registration.newKey(), "throughput", time, 7);
    }

    assertThat(now.maintenance().deleteData().tests()).isEqualTo(1);

    assertThat(now.archive().read(SeriesQuery.of(base))).containsExactlyElementsOf(acknowledged);
  }

  @Test
  void one_instance_at_a_time_deletes() throws Exception {
    now.metadata().delete(registration.newKey());
    makeDue();
    SqlDatabase.await(
        series().leases().take("deletions", "another", Duration.ofMinutes(1), SqlDatabase.soon()));

    assertThat(now.maintenance().deleteData().refused()).isPresent();
    SqlDatabase.await(series().leases().release("deletions", "another", SqlDatabase.soon()));
    assertThat(now.maintenance().deleteData().tests()).isEqualTo(1);
  }

  long stored(Series series) {
    return now.archive().read(SeriesQuery.of(series)).count();
  }
}

package net.es.esmond.storage.testkit.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.metadata.RegistrationBuilder;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.summary.SweepReport;
import net.es.esmond.storage.testkit.summary.FaultyStore.Fate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Which windows are stored, which are made and from what, and which are not to be made. */
class WindowDecisionTest {
  private static final Instant START = Instant.parse("2026-03-10T00:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  /** After this time a late write is certain to have reached the servers. */
  private static final Duration ARRIVED = Duration.ofMinutes(31);

  @RegisterExtension private final Deployment deployment = new Deployment(START);

  private static RetentionPolicies keep(String base, String hours, String days) {
    return RetentionPolicies.parse(
        """
        {"policies": [
          {"event_type": "*", "summary_type": "*", "summary_window": "0", "expire": "%s"},
          {"event_type": "*", "summary_type": "*", "summary_window": "3600", "expire": "%s"},
          {"event_type": "*", "summary_type": "*", "summary_window": "86400", "expire": "%s"}]}
        """
            .formatted(base, hours, days));
  }

  private static RegistrationBuilder test(int number) {
    return Registration.pointToPoint()
        .source("198.51.100.1")
        .inputSource("a.example.net")
        .destination("198.51.100.2")
        .inputDestination("b.example.net")
        .measurementAgent("198.51.100.1")
        .toolName("tool-" + number)
        .eventType(EventType.THROUGHPUT);
  }

  private static Registration averages(int number, Duration... windows) {
    RegistrationBuilder test = test(number);
    for (Duration window : windows) {
      test.summary(EventType.THROUGHPUT, SummaryType.AVERAGE, window);
    }
    return test.build();
  }

  private static Series average(String key, Duration window) {
    return new Series(key, EventType.THROUGHPUT, SummaryType.AVERAGE, window.toSeconds());
  }

  private static Point day(long number, long sum, long count) {
    return new Point(START.plus(DAY.multipliedBy(number)), Average.ofIntegers(sum, count));
  }

  /** A point of 1,000 every hour. */
  private static List<Point> hourly(int from, int to) {
    List<Point> points = new ArrayList<>();
    for (int hour = from; hour < to; hour++) {
      points.add(new Point(START.plus(HOUR.multipliedBy(hour)), new IntegerValue(1_000)));
    }
    return points;
  }

  private SweepReport sweep(EsmondStorage storage) {
    SweepReport report = storage.maintenance().storeSummaries();
    assertThat(report.refused()).isEmpty();
    return report;
  }

  @Test
  void days_are_made_from_points_where_hours_are_gone() {
    EsmondStorage storage = deployment.instance(keep("180", "7", "1825"));
    String key = storage.metadata().register(averages(1, HOUR, DAY)).key();
    deployment.clock.set(START.plus(Duration.ofDays(10)));
    storage.archive().writeAll(key, "throughput", hourly(0, 240));
    Series days = average(key, DAY);
    List<Point> right = Deployment.recomputed(storage, days);
    assertThat(Deployment.read(storage, days)).hasSize(10).isEqualTo(right);

    deployment.clock.advance(ARRIVED.plus(HOUR));
    assertThat(sweep(storage).windows()).isPositive();

    assertThat(Deployment.read(storage, days)).isEqualTo(right);
    deployment.clock.advance(Duration.ofDays(200));
    assertThat(Deployment.read(storage, days)).as("base has expired").isEqualTo(right);
  }

  @Test
  void a_late_point_is_added_to_a_stored_day() {
    EsmondStorage storage = deployment.instance(keep("180", "7", "1825"));
    String key = storage.metadata().register(averages(1, HOUR, DAY)).key();
    deployment.clock.set(START.plus(DAY));
    storage.archive().writeAll(key, "throughput", hourly(0, 24));
    deployment.clock.advance(ARRIVED.plus(HOUR));
    sweep(storage);
    Series days = average(key, DAY);
    assertThat(Deployment.read(storage, days)).containsExactly(day(0, 24_000, 24));

    deployment.clock.advance(Duration.ofDays(9));
    storage.archive().write(key, "throughput", START.plusSeconds(1_800), 2_000);

    assertThat(Deployment.read(storage, days)).containsExactly(day(0, 26_000, 25));
    deployment.clock.advance(ARRIVED);
    sweep(storage);
    assertThat(Deployment.read(storage, days)).containsExactly(day(0, 26_000, 25));
    deployment.clock.advance(Duration.ofDays(200));
    assertThat(Deployment.read(storage, days)).containsExactly(day(0, 26_000, 25));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_day_whose_first_points_are_gone_is_absent(boolean hoursToo) {
    EsmondStorage storage = deployment.instance(keep("2", "1825", "1825"));
    Registration test = hoursToo ? averages(1, HOUR, DAY) : averages(1, DAY);
    String key = storage.metadata().register(test).key();
    deployment.clock.set(START.plus(DAY));
    storage.archive().writeAll(key, "throughput", hourly(0, 24));
    Series days = average(key, DAY);
    assertThat(Deployment.read(storage, days)).containsExactly(day(0, 24_000, 24));

    deployment.clock.set(START.plus(Duration.ofHours(60)));

    assertThat(Deployment.read(storage, days)).isEmpty();
    sweep(storage);
    assertThat(Deployment.read(storage, days)).isEmpty();
    sweep(storage);
    assertThat(Deployment.read(storage, days)).isEmpty();
    if (hoursToo) {
      assertThat(Deployment.read(storage, average(key, HOUR))).hasSizeBetween(10, 12);
    }
  }

  @Test
  void a_month_is_made_from_hours_that_outlived_the_points() {
    Duration month = Duration.ofDays(30);
    EsmondStorage storage = deployment.instance(keep("2", "1825", "1825"));
    String key = storage.metadata().register(averages(1, HOUR, month)).key();
    Series months = average(key, month);
    for (int hour = 0; hour < 24 * 62; hour++) {
      deployment.clock.set(START.plus(HOUR.multipliedBy(hour)).plusSeconds(1));
      storage.archive().write(key, "throughput", START.plus(HOUR.multipliedBy(hour)), 1);
      if (hour % 24 == 0) {
        sweep(storage);
      }
    }

    // What was there before the first sweep, when the first month had begun, nobody knows.
    assertThat(Deployment.read(storage, months))
        .filteredOn(point -> point.time().isBefore(deployment.clock.instant().minus(month)))
        .containsExactly(
            new Point(Instant.parse("2026-04-07T00:00:00Z"), Average.ofIntegers(720, 720)));
  }

  @Test
  void a_window_that_can_never_be_whole_is_refused() {
    EsmondStorage storage = deployment.instance(keep("14", "7", "1825"));
    Duration month = Duration.ofDays(30);

    assertThatThrownBy(() -> storage.metadata().register(averages(1, HOUR, month)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("summary-window")
        .hasMessageContaining("2592000")
        .hasMessageContaining("event_type *, summary_type *, summary_window 0, expire 14");
    assertThat(storage.metadata().count(MetadataQuery.builder().build())).isZero();
    storage.metadata().register(averages(1, DAY, month));
  }

  @Test
  void an_existing_test_stays_and_its_window_is_absent() {
    Registration test = averages(1, Duration.ofDays(30));
    String key = deployment.instance().metadata().register(test).key();
    EsmondStorage storage = deployment.instance(keep("14", "7", "1825"));
    ListAppender<ILoggingEvent> log = warnings("Sweeper");

    assertThat(storage.metadata().register(test).key()).isEqualTo(key);
    deployment.clock.set(START.plus(DAY));
    storage.archive().writeAll(key, "throughput", hourly(0, 24));
    deployment.clock.advance(Duration.ofDays(12));
    sweep(storage);
    sweep(storage);

    assertThat(log.list)
        .singleElement()
        .satisfies(event -> assertThat(event.getFormattedMessage()).contains("expire 14"));
    assertThat(Deployment.read(storage, average(key, Duration.ofDays(30)))).isEmpty();
    storage.archive().write(key, "throughput", START.plusSeconds(60), 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_read_that_meets_a_sweep_loses_no_window(boolean newestFirst) {
    EsmondStorage sweeping = deployment.instance();
    String key = sweeping.metadata().register(averages(1, HOUR, DAY)).key();
    Series hours = average(key, HOUR);
    int queries = 0;
    for (int at = 1; at == 1 || at <= queries; at++) {
      // A new day of points each time, which the sweep stores while they are being read.
      deployment.clock.set(START.plus(DAY.multipliedBy(at)));
      sweeping.archive().writeAll(key, "throughput", hourly(24 * at - 24, 24 * at));
      deployment.clock.advance(ARRIVED.plus(HOUR));
      List<Point> right = new ArrayList<>(Deployment.recomputed(sweeping, hours));
      if (newestFirst) {
        Collections.reverse(right);
      }
      AtomicInteger asked = new AtomicInteger();
      int moment = at;
      EsmondStorage reading =
          deployment.instance(
              Duration.ZERO,
              RetentionPolicies.NONE,
              new FaultyStore(
                  deployment.store,
                  () -> {
                    if (asked.incrementAndGet() == moment) {
                      sweep(sweeping);
                    }
                    return Fate.SERVED;
                  },
                  () -> Fate.SERVED));

      assertThat(reading.archive().read(SeriesQuery.of(hours).newestFirst(newestFirst)))
          .as("a sweep before query %s", at)
          .isEqualTo(right);
      queries = asked.get();
    }
    assertThat(queries).isGreaterThan(2);
  }

  @Test
  void a_sweep_after_a_late_load_stores_nothing_in_vain() {
    EsmondStorage storage = deployment.instance();
    String key = storage.metadata().register(averages(1, HOUR)).key();
    deployment.clock.set(START.plus(Duration.ofDays(10)));
    storage.archive().writeAll(key, "throughput", hourly(0, 100));

    assertThat(sweep(storage).windows()).isZero();
    assertThat(Deployment.read(storage, average(key, HOUR))).hasSize(100);

    deployment.clock.advance(ARRIVED);
    assertThat(sweep(storage).windows()).isEqualTo(100);
    assertThat(Deployment.read(storage, average(key, HOUR))).hasSize(100);
    assertThat(sweep(storage).windows()).isZero();
  }

  @Test
  void windows_that_overflow_keep_nobody_elses_from_being_stored() {
    EsmondStorage storage = deployment.instance();
    List<String> keys = new ArrayList<>();
    deployment.clock.set(START.plus(Duration.ofHours(5)));
    for (int number = 0; number < 6; number++) {
      String key = storage.metadata().register(averages(number, HOUR)).key();
      keys.add(key);
      List<Point> points = new ArrayList<>(hourly(0, 3));
      if (number < 5) {
        points.add(new Point(START.plus(HOUR).plusSeconds(60), new IntegerValue(Long.MAX_VALUE)));
        points.add(new Point(START.plus(HOUR).plusSeconds(120), new IntegerValue(Long.MAX_VALUE)));
      }
      storage.archive().writeAll(key, "throughput", points);
    }
    assertMissing(storage, keys.get(0));
    ListAppender<ILoggingEvent> log = warnings("Materialiser");
    deployment.clock.advance(ARRIVED);

    SweepReport report = sweep(storage);

    assertThat(report.failures()).isZero();
    assertThat(report.windows()).isEqualTo(5 * 2 + 3);
    assertThat(report.uncomputable()).isEqualTo(5);
    assertMissing(storage, keys.get(0));
    assertThat(Deployment.read(storage, average(keys.get(5), HOUR))).hasSize(3);
    assertThat(sweep(storage).uncomputable()).as("named once").isZero();
    assertThat(log.list).hasSize(5).allMatch(event -> event.getLevel() == Level.WARN);
    assertThat(log.list.get(0).getFormattedMessage())
        .contains("throughput")
        .contains("2026-03-10T01:00:00Z");
  }

  private static void assertMissing(EsmondStorage storage, String key) {
    SeriesQuery query = SeriesQuery.of(average(key, HOUR));
    Page page = storage.archive().readPage(query);
    assertThat(page.points())
        .extracting(Point::time)
        .containsExactly(START, START.plus(Duration.ofHours(2)));
    assertThat(page.missing()).containsExactly(START.plus(HOUR));
    Page reversed = storage.archive().readPage(query.newestFirst(true));
    assertThat(reversed.points())
        .extracting(Point::time)
        .containsExactly(START.plus(Duration.ofHours(2)), START);
    assertThat(reversed.missing()).containsExactly(START.plus(HOUR));
  }

  @Test
  void a_corrected_window_is_stored_after_all() {
    EsmondStorage storage = deployment.instance();
    String key = storage.metadata().register(averages(1, HOUR, DAY)).key();
    deployment.clock.set(START.plus(Duration.ofDays(2)));
    Point wrong = new Point(START.plusSeconds(60), new IntegerValue(Long.MAX_VALUE));
    storage.archive().writeAll(key, "throughput", hourly(0, 24));
    storage.archive().write(key, "throughput", wrong);
    deployment.clock.advance(ARRIVED);
    sweep(storage);
    assertThat(Deployment.read(storage, average(key, DAY))).isEmpty();

    storage.archive().overwriting().write(key, "throughput", wrong.time(), 2_000);

    assertThat(Deployment.read(storage, average(key, DAY))).containsExactly(day(0, 26_000, 25));
    deployment.clock.advance(ARRIVED);
    assertThat(sweep(storage).windows()).isEqualTo(2);
    assertThat(Deployment.read(storage, average(key, DAY))).containsExactly(day(0, 26_000, 25));
  }

  @Test
  void histograms_that_overflow_are_missing() {
    EsmondStorage storage = deployment.instance();
    Registration test =
        test(1)
            .eventType(EventType.HISTOGRAM_OWDELAY)
            .summary(EventType.HISTOGRAM_OWDELAY, SummaryType.AGGREGATION, HOUR)
            .summary(EventType.HISTOGRAM_OWDELAY, SummaryType.STATISTICS, HOUR)
            .build();
    String key = storage.metadata().register(test).key();
    deployment.clock.set(START.plus(DAY));
    Histogram most = Histogram.of(Map.of("1", Long.MAX_VALUE));
    storage
        .archive()
        .writeAll(
            key,
            "histogram-owdelay",
            List.of(
                new Point(START, most),
                new Point(START.plusSeconds(60), most),
                new Point(START.plus(HOUR), Histogram.of(Map.of("1", 5L)))));
    deployment.clock.advance(ARRIVED);

    assertThat(sweep(storage).uncomputable()).isEqualTo(2);

    for (SummaryType type : List.of(SummaryType.AGGREGATION, SummaryType.STATISTICS)) {
      Series series = new Series(key, EventType.HISTOGRAM_OWDELAY, type, 3600);
      Page page = storage.archive().readPage(SeriesQuery.of(series));
      assertThat(page.points()).hasSize(1);
      assertThat(page.missing()).containsExactly(START);
    }
  }

  private static ListAppender<ILoggingEvent> warnings(String simpleName) {
    Logger logger =
        (Logger) LoggerFactory.getLogger("net.es.esmond.storage.internal.summary." + simpleName);
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    logger.addAppender(appender);
    return appender;
  }
}

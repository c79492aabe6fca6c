package net.es.esmond.storage.testkit.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.error.UnknownSeriesException;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a query of summaries answers, stored or not. */
class SummaryReadingTest {
  private static final Instant START = Instant.parse("2026-02-27T00:00:00Z");

  @RegisterExtension
  private final Deployment deployment = new Deployment(START.plus(Duration.ofDays(4)));

  private final EsmondStorage storage = deployment.instance();
  private String key;
  private Series fiveMinutes;
  private Series hours;

  @BeforeEach
  void register() {
    key = storage.metadata().register(Deployment.TEST).key();
    fiveMinutes = new Series(key, EventType.THROUGHPUT, SummaryType.AVERAGE, 300);
    hours = new Series(key, EventType.THROUGHPUT, SummaryType.AVERAGE, 3600);
  }

  /** A point a minute from the start, with its number as value. */
  private void writeMinutes(long from, long to) {
    storage
        .archive()
        .writeAll(
            key,
            "throughput",
            LongStream.range(from, to)
                .mapToObj(i -> new Point(START.plusSeconds(60 * i), new IntegerValue(i)))
                .toList());
  }

  @Test
  void an_open_window_is_the_average_of_points_so_far() {
    deployment.clock.set(START.plusSeconds(130));
    writeMinutes(0, 3);

    assertThat(Deployment.read(storage, fiveMinutes))
        .containsExactly(new Point(START, Average.ofIntegers(0 + 1 + 2, 3)));
  }

  @Test
  void the_last_window_of_the_partitions_that_exist_is_read() {
    Instant end = Instant.parse("2026-01-01T00:00:00Z");
    storage.archive().write(key, "throughput", end.minusSeconds(1), 7);

    assertThat(Deployment.read(storage, hours))
        .containsExactly(new Point(end.minusSeconds(3600), Average.ofIntegers(7, 1)));
    assertThat(Deployment.read(storage, fiveMinutes))
        .containsExactly(new Point(end.minusSeconds(300), Average.ofIntegers(7, 1)));
  }

  @Test
  void summaries_are_the_same_before_and_after_they_are_stored() {
    writeMinutes(0, 4 * 1440);
    List<Point> made = Deployment.read(storage, hours);
    assertThat(made).hasSize(96).isEqualTo(Deployment.recomputed(storage, hours));
    deployment.clock.advance(Duration.ofMinutes(31));

    assertThat(storage.maintenance().storeSummaries().windows()).isPositive();

    assertThat(Deployment.read(storage, hours)).isEqualTo(made);
    assertThat(Deployment.read(storage, fiveMinutes))
        .isEqualTo(Deployment.recomputed(storage, fiveMinutes));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void pages_follow_each_other_both_ways_stored_or_not(boolean stored) {
    writeMinutes(0, 1440);
    writeMinutes(2000, 2010);
    writeMinutes(4000, 5760);
    if (stored) {
      deployment.clock.advance(Duration.ofMinutes(31));
      storage.maintenance().storeSummaries();
    }
    List<Point> all = new ArrayList<>(Deployment.recomputed(storage, fiveMinutes));
    SeriesQuery query = SeriesQuery.of(fiveMinutes).pageSize(7);

    assertThat(storage.archive().read(query)).isEqualTo(all);
    assertThat(storage.archive().read(query.limit(11))).isEqualTo(all.subList(0, 11));
    Instant from = START.plusSeconds(60 * 100);
    Instant to = START.plusSeconds(60 * 4100);
    assertThat(storage.archive().read(query.between(from, to)))
        .isEqualTo(
            all.stream().filter(p -> !p.time().isBefore(from) && !p.time().isAfter(to)).toList());
    Collections.reverse(all);
    assertThat(storage.archive().read(query.newestFirst(true))).isEqualTo(all);
    assertThat(storage.archive().read(query.newestFirst(true).limit(9)))
        .isEqualTo(all.subList(0, 9));
  }

  @Test
  void a_page_says_how_to_go_on() {
    writeMinutes(0, 100);

    Page first = storage.archive().readPage(SeriesQuery.of(fiveMinutes).pageSize(10));
    Page second = storage.archive().readPage(first.next().orElseThrow());

    assertThat(first.points()).hasSize(10);
    assertThat(second.points()).hasSize(10);
    assertThat(second.next()).isEmpty();
  }

  @Test
  void statistics_of_an_hour_are_those_of_all_its_histograms() {
    Series statistics = new Series(key, EventType.HISTOGRAM_OWDELAY, SummaryType.STATISTICS, 3600);
    List<Point> histograms = new ArrayList<>();
    for (int i = 0; i < 180; i++) {
      histograms.add(
          new Point(
              START.plusSeconds(60 * i), Histogram.of(Map.of("" + i % 7, 5L, "9." + i % 3, 2L))));
    }
    storage.archive().writeAll(key, "histogram-owdelay", histograms);
    List<Point> made = Deployment.read(storage, statistics);
    deployment.clock.advance(Duration.ofMinutes(31));

    storage.maintenance().storeSummaries();

    assertThat(made).hasSize(3).isEqualTo(Deployment.recomputed(storage, statistics));
    assertThat(Deployment.read(storage, statistics)).isEqualTo(made);
  }

  @Test
  void a_summary_not_registered_with_the_test_is_refused() {
    SeriesQuery query = SeriesQuery.summary(key, "throughput", "average", 7200);

    assertThatThrownBy(() -> storage.archive().readPage(query))
        .isInstanceOf(UnknownSeriesException.class)
        .hasMessageContaining("average 7200");
  }

  @Test
  void a_series_without_points_has_no_summaries() {
    assertThat(storage.archive().readPage(SeriesQuery.of(hours)))
        .isEqualTo(new Page(List.of(), Optional.empty()));
  }
}

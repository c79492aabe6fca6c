package net.es.esmond.storage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.TimeSeriesStore;
import org.junit.jupiter.api.Test;

/** The contract of a {@link TimeSeriesStore} for callers that read, as tests. */
public abstract class TimeSeriesReadContract extends SeriesContract {
  private static final long BEGINNING = Long.MIN_VALUE;
  private static final long END = Long.MAX_VALUE;

  /** For subclasses. */
  protected TimeSeriesReadContract() {}

  @Test
  void both_bounds_are_inclusive() {
    Series series = series();
    List<StoredPoint> points = points(NEW_YEAR - 50 * HOUR, 100, HOUR);
    write(series, points);
    long from = points.get(20).timeMillis();
    long to = points.get(80).timeMillis();

    assertThat(read(series, from, to, false, 1000).rows()).isEqualTo(points.subList(20, 81));
    assertThat(read(series, from + 1, to - 1, false, 1000).rows())
        .isEqualTo(points.subList(21, 80));
    assertThat(read(series, from, from, true, 1000).rows()).containsExactly(points.get(20));
    assertThat(read(series, from + 1, from + 2, false, 1000).rows()).isEmpty();
  }

  @Test
  void nothing_is_between_a_later_and_an_earlier_time() {
    Series series = series();
    write(series, points(NEW_YEAR, 3, HOUR));

    assertThat(read(series, NEW_YEAR + HOUR, NEW_YEAR, false, 10))
        .isEqualTo(new Rows<>(List.of(), false));
  }

  @Test
  void a_series_that_was_never_written_is_empty() {
    assertThat(read(series(), BEGINNING, END, true, 10)).isEqualTo(new Rows<>(List.of(), false));
    assertThat(read(series(), NEW_YEAR, NEW_YEAR + DAY, false, 10))
        .isEqualTo(new Rows<>(List.of(), false));
  }

  @Test
  void reads_without_bounds_see_twenty_years_in_both_orders() {
    Series series = series();
    long start = Instant.parse("2006-05-05T05:05:05Z").toEpochMilli();
    List<StoredPoint> points = points(start, 500, 15 * DAY);
    write(series, points);

    assertThat(read(series, BEGINNING, END, false, 1000).rows()).isEqualTo(points);
    assertThat(read(series, BEGINNING, END, true, 1000).rows()).isEqualTo(reversed(points));
    assertThat(read(series, BEGINNING, points.get(400).timeMillis(), true, 1000).rows())
        .isEqualTo(reversed(points.subList(0, 401)));
    assertThat(read(series, points.get(20).timeMillis(), END, false, 1000).rows())
        .isEqualTo(points.subList(20, 500));
  }

  @Test
  void the_latest_point_is_found_however_long_ago() {
    Series series = series();
    write(series, List.of(point(NEW_YEAR - 3650 * DAY, 1), point(NEW_YEAR, 2)));

    assertThat(read(series, BEGINNING, NEW_YEAR - 1, true, 1).rows())
        .containsExactly(point(NEW_YEAR - 3650 * DAY, 1));
    assertThat(read(series, BEGINNING, END, true, 1).rows()).containsExactly(point(NEW_YEAR, 2));
  }

  @Test
  void a_page_holds_the_first_points_and_announces_more() {
    Series series = series();
    List<StoredPoint> points = points(NEW_YEAR - 5 * HOUR, 10, HOUR);
    write(series, points);

    Rows<StoredPoint> oldest = read(series, BEGINNING, END, false, 7);
    Rows<StoredPoint> newest = read(series, BEGINNING, END, true, 7);

    assertThat(oldest).isEqualTo(new Rows<>(points.subList(0, 7), true));
    assertThat(newest).isEqualTo(new Rows<>(reversed(points).subList(0, 7), true));
    assertThat(read(series, BEGINNING, END, false, 11)).isEqualTo(new Rows<>(points, false));
  }

  @Test
  void many_series_are_read_together_as_each_alone() {
    List<SeriesRead> reads = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Series series = i % 3 == 0 ? series(EventType.PACKET_LOSS_RATE) : series();
      write(series, points(NEW_YEAR - i * MINUTE, 2 * i, MINUTE, n -> value(series, n)));
      reads.add(request(series, NEW_YEAR, NEW_YEAR + HOUR - 1, false, 30));
    }
    Series first = reads.get(20).series();
    Series texts = series(EventType.HISTOGRAM_OWDELAY);
    write(texts, points(NEW_YEAR, 5, MINUTE, n -> new StoredValue.Text("{\"1\":" + (n + 1) + "}")));
    reads.add(request(texts, NEW_YEAR, NEW_YEAR + HOUR - 1, false, 30));
    reads.add(reads.get(20));
    reads.add(request(first, NEW_YEAR, NEW_YEAR + HOUR - 1, true, 30));
    reads.add(request(first, NEW_YEAR - HOUR, NEW_YEAR + HOUR, false, 30));
    reads.add(request(first, BEGINNING, END, false, 5));
    reads.add(request(first, NEW_YEAR + HOUR, NEW_YEAR, false, 30));
    reads.add(request(series(), NEW_YEAR, NEW_YEAR + HOUR - 1, false, 10_000));

    List<Rows<StoredPoint>> together = await(store().readAll(reads, soon()));

    List<Rows<StoredPoint>> alone =
        reads.stream().map(read -> await(store().read(read, soon()))).toList();
    assertThat(together).isEqualTo(alone);
    assertThat(together).extracting(page -> page.rows().size()).contains(0, 5, 29, 30);
  }

  private static StoredValue value(Series series, long n) {
    return series.eventType() == EventType.THROUGHPUT
        ? new StoredValue.Whole(n)
        : new StoredValue.Ratio(n, 600, 1);
  }

  @Test
  void pages_follow_one_another_without_gap_or_repetition() {
    Series series = series();
    List<StoredPoint> points = points(NEW_YEAR - 1_000_000, 12_000, 1000);
    write(series, points);

    for (int limit : new int[] {1000, 4999, 12_000}) {
      assertThat(oldestFirst(series, limit)).isEqualTo(points);
      assertThat(newestFirst(series, limit)).isEqualTo(reversed(points));
    }
  }

  @Test
  void pages_follow_each_other_across_sparse_and_full_months() {
    Series series = series();
    int[] counts = {1, 1, 2, 300, 1, 0, 0, 3, 40, 500, 1, 1, 1, 1, 1, 1, 1, 0, 400, 2};
    List<StoredPoint> points = new ArrayList<>();
    for (int month = 0; month < counts.length; month++) {
      long start = NEW_YEAR + month * 31 * DAY;
      points.addAll(points(start, counts[month], MINUTE));
    }
    write(series, points);

    for (int limit : new int[] {5, 64, 1000, 5000}) {
      assertThat(oldestFirst(series, limit)).isEqualTo(points);
      assertThat(newestFirst(series, limit)).isEqualTo(reversed(points));
    }
  }

  @Test
  void times_are_those_of_the_points_page_by_page() {
    Series texts = series(EventType.FAILURES);
    write(texts, points(NEW_YEAR, 10, DAY, n -> new StoredValue.Text("{\"n\":" + n + "}")));
    Series ratios = dailyAverages();
    write(ratios, points(NEW_YEAR, 10, DAY, n -> new StoredValue.Ratio(n, 1, 1000)));
    Series numbers = series();
    write(numbers, points(NEW_YEAR - 5 * DAY, 10, DAY));

    for (Series series : List.of(texts, ratios, numbers)) {
      timesAreThoseOfThePoints(series, false);
      timesAreThoseOfThePoints(series, true);
    }
    assertThat(await(store().times(request(series(), BEGINNING, END, false, 5), soon())))
        .isEqualTo(new Rows<>(List.of(), false));
  }

  private void timesAreThoseOfThePoints(Series series, boolean newestFirst) {
    for (int limit : new int[] {3, 7, 11}) {
      Rows<StoredPoint> points = read(series, BEGINNING, END, newestFirst, limit);

      assertThat(await(store().times(request(series, BEGINNING, END, newestFirst, limit), soon())))
          .isEqualTo(
              new Rows<>(points.rows().stream().map(StoredPoint::timeMillis).toList(), limit < 10));
    }
  }

  private List<StoredPoint> oldestFirst(Series series, int limit) {
    List<StoredPoint> all = new ArrayList<>();
    Rows<StoredPoint> page = read(series, BEGINNING, END, false, limit);
    while (page.more()) {
      assertThat(page.rows()).hasSize(limit);
      all.addAll(page.rows());
      page = read(series, last(page) + 1, END, false, limit);
    }
    all.addAll(page.rows());
    return all;
  }

  private List<StoredPoint> newestFirst(Series series, int limit) {
    List<StoredPoint> all = new ArrayList<>();
    Rows<StoredPoint> page = read(series, BEGINNING, END, true, limit);
    while (page.more()) {
      assertThat(page.rows()).hasSize(limit);
      all.addAll(page.rows());
      page = read(series, BEGINNING, last(page) - 1, true, limit);
    }
    all.addAll(page.rows());
    return all;
  }

  private static long last(Rows<StoredPoint> page) {
    return page.rows().get(page.rows().size() - 1).timeMillis();
  }

  @Test
  void a_year_of_daily_summaries_is_read_as_a_whole() {
    Series series = dailyAverages();
    List<StoredPoint> points = points(NEW_YEAR, 365, DAY, n -> new StoredValue.Ratio(n, 1, 1000));
    write(series, points);

    assertThat(read(series, BEGINNING, END, false, 1000).rows()).isEqualTo(points);
    assertThat(read(series, NEW_YEAR + 30 * DAY, NEW_YEAR + 60 * DAY, true, 1000).rows())
        .isEqualTo(reversed(points.subList(30, 61)));
  }
}

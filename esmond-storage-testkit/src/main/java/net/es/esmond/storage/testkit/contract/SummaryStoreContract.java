package net.es.esmond.storage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.StaleMark;
import net.es.esmond.storage.spi.StoredSummary;
import net.es.esmond.storage.spi.SummaryStore;
import net.es.esmond.storage.spi.SummaryWrite;
import org.junit.jupiter.api.Test;

/** The contract of a {@link SummaryStore} about the windows of a series, as tests. */
public abstract class SummaryStoreContract extends SeriesContract {
  private static final long NEVER = Long.MIN_VALUE;

  /** For subclasses. */
  protected SummaryStoreContract() {}

  private void store(Series series, long start, long value, long points, long asOfMicros) {
    store(series, List.of(new SummaryWrite.Made(summary(start, value), points)), asOfMicros);
  }

  private void store(Series series, List<SummaryWrite.Made> windows, long asOfMicros) {
    SummaryWrite write = new SummaryWrite(series, windows, asOfMicros, Retention.FOREVER);
    await(store().summaries().store(write, soon()));
  }

  private void markStale(Series series, long untilMicros, Long... starts) {
    StaleMark mark = new StaleMark(series, List.of(starts), untilMicros, Retention.FOREVER);
    await(store().summaries().markStale(mark, soon()));
  }

  private Rows<StoredSummary> windows(
      Series series, long from, long to, boolean newestFirst, int limit) {
    return await(store().summaries().read(request(series, from, to, newestFirst, limit), soon()));
  }

  private List<StoredSummary> windows(Series series) {
    return windows(series, Long.MIN_VALUE, Long.MAX_VALUE, false, 1000).rows();
  }

  private static StoredPoint summary(long start, long value) {
    return new StoredPoint(start, new StoredValue.Ratio(value, 1, 1000));
  }

  private static StoredSummary known(
      long start, long value, long points, long asOfMicros, long staleMicros) {
    return new StoredSummary(
        start, Optional.of(summary(start, value).value()), points, asOfMicros, staleMicros);
  }

  @Test
  void of_windows_that_were_never_stored_nothing_is_known() {
    assertThat(windows(dailyAverages())).isEmpty();
  }

  @Test
  void a_summary_is_read_with_its_points_time_and_holds() {
    Series series = dailyAverages();
    store(series, NEW_YEAR, 5, 1440, 1_000);

    assertThat(windows(series)).containsExactly(known(NEW_YEAR, 5, 1440, 1_000, NEVER));
    assertThat(windows(series).get(0).holds()).isTrue();
  }

  @Test
  void the_summary_that_saw_more_stands_whichever_comes_first() {
    Series series = dailyAverages();
    store(series, NEW_YEAR, 5, 10, 1_000);
    store(series, NEW_YEAR, 6, 11, 2_000);
    store(series, NEW_YEAR, 5, 10, 1_000);

    assertThat(windows(series)).containsExactly(known(NEW_YEAR, 6, 11, 2_000, NEVER));
  }

  @Test
  void a_mark_outlives_the_summaries_that_came_before_it() {
    Series series = dailyAverages();
    store(series, NEW_YEAR, 5, 10, 1_000);
    markStale(series, 2_000, NEW_YEAR);

    assertThat(windows(series)).noneMatch(StoredSummary::holds);
    store(series, NEW_YEAR, 5, 10, 1_500);
    assertThat(windows(series)).noneMatch(StoredSummary::holds);
    store(series, NEW_YEAR, 6, 11, 2_001);
    assertThat(windows(series)).allMatch(StoredSummary::holds);
  }

  @Test
  void a_window_stays_uncomputable_until_points_come_later() {
    Series series = dailyAverages();
    store(series, NEW_YEAR, 5, 10, 1_000);
    SummaryWrite write =
        new SummaryWrite(
            series,
            List.of(),
            List.of(NEW_YEAR, NEW_YEAR + DAY),
            List.of(),
            2_000,
            Retention.FOREVER);
    await(store().summaries().store(write, soon()));

    assertThat(windows(series))
        .hasSize(2)
        .allMatch(StoredSummary::uncomputable)
        .noneMatch(StoredSummary::holds);
    markStale(series, 3_000, NEW_YEAR);
    assertThat(windows(series)).filteredOn(StoredSummary::uncomputable).hasSize(1);
    store(series, NEW_YEAR, 6, 11, 4_000);
    assertThat(windows(series).get(0).holds()).isTrue();
  }

  @Test
  void the_value_of_a_window_without_points_goes_unless_it_is_later() {
    Series series = dailyAverages();
    store(series, NEW_YEAR, 5, 10, 1_000);
    store(series, NEW_YEAR + DAY, 6, 11, 3_000);
    SummaryWrite write =
        new SummaryWrite(
            series,
            List.of(),
            List.of(),
            List.of(NEW_YEAR, NEW_YEAR + DAY),
            2_000,
            Retention.FOREVER);
    await(store().summaries().store(write, soon()));

    assertThat(windows(series))
        .containsExactly(
            new StoredSummary(NEW_YEAR, Optional.empty(), 0, NEVER, NEVER),
            known(NEW_YEAR + DAY, 6, 11, 3_000, NEVER));
  }

  @Test
  void of_several_marks_the_latest_stands() {
    Series series = dailyAverages();
    markStale(series, 3_000, NEW_YEAR);
    markStale(series, 2_000, NEW_YEAR, NEW_YEAR + DAY);

    assertThat(windows(series))
        .containsExactly(
            new StoredSummary(NEW_YEAR, Optional.empty(), 0, NEVER, 3_000),
            new StoredSummary(NEW_YEAR + DAY, Optional.empty(), 0, NEVER, 2_000));
  }

  @Test
  void windows_are_found_by_start_in_both_orders_across_years() {
    Series series = dailyAverages();
    store(series, made(100), 1_000);
    markStale(series, 500, NEW_YEAR - 10 * DAY, NEW_YEAR + 10 * DAY, NEW_YEAR + 200 * DAY);

    List<Long> oldestFirst = starts(windows(series));
    assertThat(oldestFirst).hasSize(101).isSorted();
    assertThat(starts(windows(series, Long.MIN_VALUE, Long.MAX_VALUE, true, 1000).rows()))
        .isEqualTo(reversed(oldestFirst));
    assertThat(starts(windows(series, NEW_YEAR, NEW_YEAR + 2 * DAY, false, 1000).rows()))
        .containsExactly(NEW_YEAR, NEW_YEAR + DAY, NEW_YEAR + 2 * DAY);
  }

  @Test
  void pages_follow_one_another_without_gap_or_repetition() {
    Series series = dailyAverages();
    store(series, made(100), 1_000);
    markStale(
        series,
        500,
        LongStream.range(0, 120).mapToObj(n -> NEW_YEAR + n * DAY).toArray(Long[]::new));

    List<Long> all = new ArrayList<>();
    Rows<StoredSummary> page = windows(series, Long.MIN_VALUE, Long.MAX_VALUE, false, 7);
    while (page.more()) {
      assertThat(page.rows()).hasSizeBetween(1, 14);
      all.addAll(starts(page.rows()));
      page = windows(series, all.get(all.size() - 1) + 1, Long.MAX_VALUE, false, 7);
    }
    all.addAll(starts(page.rows()));

    assertThat(all).isEqualTo(starts(windows(series))).hasSize(170);
  }

  /** Half of them before the turn of the year. */
  private static List<SummaryWrite.Made> made(int count) {
    return LongStream.range(0, count)
        .mapToObj(n -> new SummaryWrite.Made(summary(NEW_YEAR + (n - count / 2) * DAY, n), n + 1))
        .toList();
  }

  private static List<Long> starts(List<StoredSummary> windows) {
    return windows.stream().map(StoredSummary::startMillis).toList();
  }
}

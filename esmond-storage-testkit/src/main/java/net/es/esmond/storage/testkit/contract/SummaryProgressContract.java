package net.es.esmond.storage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.StaleMark;
import net.es.esmond.storage.spi.SummaryProgress;
import net.es.esmond.storage.spi.SummaryStore;
import org.junit.jupiter.api.Test;

/** The contract of a {@link SummaryStore} about the partitions of a series, as tests. */
public abstract class SummaryProgressContract extends SeriesContract {
  private static final Partition YEAR = new Partition(2026, 0);

  /** For subclasses. */
  protected SummaryProgressContract() {}

  private SummaryProgress progress(Series series, Partition partition) {
    return await(
        store()
            .summaries()
            .progress(series, partition, Optional.of(store().completeLevel()), soon()));
  }

  private void advance(Series series, long untilMillis, long asOfMicros) {
    await(
        store()
            .summaries()
            .advance(series, YEAR, untilMillis, asOfMicros, Retention.FOREVER, soon()));
  }

  private void markStale(Series series, long startMillis, long untilMicros) {
    StaleMark mark = new StaleMark(series, List.of(startMillis), untilMicros, Retention.FOREVER);
    await(store().summaries().markStale(mark, soon()));
  }

  @Test
  void a_partition_that_was_never_looked_at_has_none() {
    assertThat(progress(dailyAverages(), YEAR)).isEqualTo(SummaryProgress.NONE);
  }

  @Test
  void the_later_look_stands_whichever_is_recorded_first() {
    Series series = dailyAverages();
    advance(series, NEW_YEAR + DAY, 1_000);
    advance(series, NEW_YEAR + 2 * DAY, 2_000);
    advance(series, NEW_YEAR + DAY, 1_000);

    assertThat(progress(series, YEAR))
        .isEqualTo(new SummaryProgress(NEW_YEAR + 2 * DAY, 2_000, Long.MIN_VALUE));
  }

  @Test
  void a_mark_of_any_window_marks_its_partition() {
    Series series = dailyAverages();
    advance(series, NEW_YEAR + 2 * DAY, 2_000);
    markStale(series, NEW_YEAR + DAY, 3_000);
    markStale(series, NEW_YEAR, 2_500);

    assertThat(progress(series, YEAR))
        .isEqualTo(new SummaryProgress(NEW_YEAR + 2 * DAY, 2_000, 3_000));
    assertThat(progress(series, YEAR).stale()).isTrue();
    advance(series, NEW_YEAR + 3 * DAY, 4_000);
    assertThat(progress(series, YEAR).stale()).isFalse();
  }

  @Test
  void lost_windows_are_recorded_beside_the_progress() {
    Series series = dailyAverages();
    await(
        store()
            .summaries()
            .recordLost(series, YEAR, NEW_YEAR + DAY, 1_000, Retention.FOREVER, soon()));

    assertThat(progress(series, YEAR))
        .isEqualTo(
            new SummaryProgress(Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE, NEW_YEAR + DAY));
    advance(series, NEW_YEAR + 3 * DAY, 2_000);
    assertThat(progress(series, YEAR))
        .isEqualTo(new SummaryProgress(NEW_YEAR + 3 * DAY, 2_000, Long.MIN_VALUE, NEW_YEAR + DAY));
    assertThat(
            await(
                    store()
                        .summaries()
                        .read(request(series, Long.MIN_VALUE, Long.MAX_VALUE, false, 10), soon()))
                .rows())
        .as("no window")
        .isEmpty();
  }

  @Test
  void every_series_and_partition_has_its_own() {
    Series series = dailyAverages();
    advance(series, NEW_YEAR + DAY, 1_000);
    markStale(series, NEW_YEAR - DAY, 2_000);

    assertThat(progress(series, new Partition(2025, 0)))
        .isEqualTo(new SummaryProgress(Long.MIN_VALUE, Long.MIN_VALUE, 2_000));
    assertThat(progress(series, YEAR).stale()).isFalse();
    assertThat(progress(dailyAverages(), YEAR)).isEqualTo(SummaryProgress.NONE);
  }
}

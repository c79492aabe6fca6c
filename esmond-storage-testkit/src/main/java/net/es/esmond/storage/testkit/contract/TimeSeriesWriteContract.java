package net.es.esmond.storage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.spi.StampedPoint;
import net.es.esmond.storage.spi.TimeSeriesStore;
import org.junit.jupiter.api.Test;

/** The contract of a {@link TimeSeriesStore} for callers that write, as tests. */
public abstract class TimeSeriesWriteContract extends SeriesContract {

  /** For subclasses. */
  protected TimeSeriesWriteContract() {}

  @Test
  void whole_numbers_of_any_size_come_back() {
    Series series = series();
    List<StoredPoint> points =
        List.of(
            point(NEW_YEAR, 0),
            point(NEW_YEAR + 1, -1),
            point(NEW_YEAR + 2, Long.MIN_VALUE),
            point(NEW_YEAR + 3, Long.MAX_VALUE));
    write(series, points);

    assertThat(all(series)).isEqualTo(points);
  }

  @Test
  void ratios_keep_their_three_parts() {
    Series series = series(EventType.PACKET_LOSS_RATE);
    List<StoredPoint> points =
        points(NEW_YEAR, 10, HOUR, n -> new StoredValue.Ratio(n, 600, 1000 + n));
    write(series, points);

    assertThat(all(series)).isEqualTo(points);
  }

  @Test
  void text_of_any_size_and_script_comes_back() {
    Series series = series(EventType.HISTOGRAM_OWDELAY);
    Random random = new Random(20_261_122);
    List<StoredPoint> points =
        points(
            NEW_YEAR,
            150,
            MINUTE,
            n ->
                new StoredValue.Text(
                    n == 77 ? "z".repeat(70_000) : "é€😀x\"".repeat(random.nextInt(400)) + n));
    write(series, points);

    assertThat(all(series)).isEqualTo(points);
  }

  @Test
  void writing_again_changes_nothing() {
    Series series = series();
    SeriesWrite write =
        new SeriesWrite(series, points(NEW_YEAR, 100, HOUR), nowMicros(), Retention.FOREVER);
    write(write);
    List<StampedPoint> before = stored(series, List.of(NEW_YEAR));
    write(write);

    assertThat(all(series)).isEqualTo(write.points());
    assertThat(stored(series, List.of(NEW_YEAR))).isEqualTo(before);
  }

  @Test
  void the_later_write_timestamp_stands_whichever_comes_first() {
    Series series = series();
    write(series, point(NEW_YEAR, 1), 1_000_000);
    write(series, point(NEW_YEAR, 2), 2_000_000);
    write(series, point(NEW_YEAR, 1), 1_000_000);

    assertThat(stored(series, List.of(NEW_YEAR)))
        .containsExactly(new StampedPoint(point(NEW_YEAR, 2), 2_000_000));
  }

  @Test
  void points_are_found_at_exactly_the_times_asked_for() {
    Series series = series();
    List<StoredPoint> points = points(NEW_YEAR, 50, 31 * DAY);
    write(new SeriesWrite(series, points, 7, Retention.FOREVER));
    List<Long> asked =
        LongStream.range(0, 100).map(n -> NEW_YEAR + (99 - n) * 31 * DAY / 2).boxed().toList();

    assertThat(stored(series, asked))
        .containsExactlyInAnyOrderElementsOf(
            points.stream().map(point -> new StampedPoint(point, 7)).toList());
    assertThat(stored(series, List.of())).isEmpty();
  }

  @Test
  void series_do_not_mix() {
    Series base = series();
    Series summary =
        new Series(base.metadataKey(), EventType.THROUGHPUT, dailyAverages().summaryType(), 60);
    write(base, List.of(point(NEW_YEAR, 1)));

    assertThat(all(summary)).isEmpty();
    assertThat(all(Series.base(base.metadataKey(), EventType.PACKET_RTT))).isEmpty();
  }

  @Test
  void a_point_is_gone_when_its_retention_is_over() {
    Series series = series();
    Retention aDay = new Retention.Days(1);
    Instant now = Instant.now();
    StoredPoint old = point(now.minus(Duration.ofDays(1)).plusSeconds(3).toEpochMilli(), 1);
    StoredPoint younger = point(now.minus(Duration.ofHours(12)).toEpochMilli(), 2);
    write(new SeriesWrite(series, List.of(old, younger), nowMicros(), aDay));

    eventually().untilAsserted(() -> assertThat(all(series)).containsExactly(younger));
  }

  @Test
  void partitions_are_listed_oldest_first_once_they_were_written_to() {
    Series series = series();
    Series summary = dailyAverages();
    long later = FIRST_OF_THE_YEAR.endMillis();
    write(series, List.of(point(NEW_YEAR, 1), point(NEW_YEAR - 1, 1), point(later, 1)));
    write(summary, points(NEW_YEAR, 400, DAY, n -> new StoredValue.Ratio(n, 1, 1000)));

    assertThat(partitions(series))
        .containsExactly(LAST_OF_THE_YEAR, FIRST_OF_THE_YEAR, FIRST_OF_THE_YEAR.next());
    assertThat(partitions(summary)).containsExactly(new Partition(2026, 0), new Partition(2027, 0));
    assertThat(partitions(series())).isEmpty();
  }
}

package net.es.esmond.storage.testkit.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.downsample.AggregateFunction;
import net.es.esmond.storage.downsample.Step;
import net.es.esmond.storage.downsample.Steps;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.UnknownSeriesException;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.summary.ImportedSummaries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Summaries that another archive made, of windows whose base points are gone. */
class ImportedSummariesTest {
  private static final Instant NOON = Instant.parse("2025-03-01T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @RegisterExtension private final Deployment deployment = new Deployment(NOON);

  private final EsmondStorage storage = deployment.instance();
  private final String key = storage.metadata().register(Deployment.TEST).key();
  private final Series averages =
      new Series(key, EventType.THROUGHPUT, SummaryType.AVERAGE, HOUR.toSeconds());
  private final Series sums =
      new Series(key, EventType.THROUGHPUT, SummaryType.AGGREGATION, HOUR.toSeconds());

  private static Point hour(int hours, long sum, long count) {
    return new Point(NOON.minus(HOUR.multipliedBy(hours)), Average.ofIntegers(sum, count));
  }

  private static RetentionPolicies keep(String base, String summaries) {
    return RetentionPolicies.parse(
        """
        {"policies": [
          {"event_type": "*", "summary_type": "*", "summary_window": "0", "expire": "%s"},
          {"event_type": "*", "summary_type": "*", "summary_window": "3600", "expire": "%s"}]}
        """
            .formatted(base, summaries));
  }

  private void write(Duration ago, long value) {
    storage.archive().write(key, "throughput", NOON.minus(ago), value);
  }

  private List<Point> read() {
    return Deployment.read(storage, averages);
  }

  @Test
  void they_are_stored_as_they_are_and_come_out_again() {
    List<Point> given = List.of(hour(50, 10, 4), hour(49, 7, 3), hour(30, 1, 1));

    ImportedSummaries first = storage.archive().importSummaries(averages, given);
    ImportedSummaries again = storage.archive().importSummaries(averages, given);

    assertThat(first).isEqualTo(new ImportedSummaries(3, 0, 0));
    assertThat(again).isEqualTo(first);
    assertThat(read()).isEqualTo(given);
  }

  @Test
  void windows_with_base_points_are_left_to_the_archive() {
    write(Duration.ofHours(40), 8);
    List<Point> given = List.of(hour(41, 10, 4), hour(40, 99, 1), hour(39, 99, 1));

    ImportedSummaries stored = storage.archive().importSummaries(averages, given);

    assertThat(stored).isEqualTo(new ImportedSummaries(1, 2, 0));
    assertThat(read()).containsExactly(hour(41, 10, 4), hour(40, 8, 1));
  }

  @Test
  void a_window_whose_first_points_are_gone_is_taken_ready_made() {
    write(HOUR.multipliedBy(40).minusMinutes(10), 8);

    storage.archive().importSummaries(averages, List.of(hour(40, 60, 6)));

    assertThat(read()).containsExactly(hour(40, 60, 6));
  }

  @Test
  void they_are_never_made_again_from_what_comes_late() {
    storage.archive().importSummaries(averages, List.of(hour(40, 60, 6)));

    write(HOUR.multipliedBy(40).minusMinutes(10), 8);
    write(HOUR.multipliedBy(39).minusMinutes(10), 5);
    deployment.clock.advance(Duration.ofDays(2));
    storage.maintenance().storeSummaries();

    assertThat(read()).containsExactly(hour(40, 60, 6), hour(39, 5, 1));
    storage.maintenance().storeSummaries();
    assertThat(read()).containsExactly(hour(40, 60, 6), hour(39, 5, 1));
  }

  @Test
  void what_the_archive_has_stored_stays() {
    write(HOUR.multipliedBy(40).minusMinutes(10), 8);
    deployment.clock.advance(HOUR);
    storage.maintenance().storeSummaries();

    ImportedSummaries stored =
        storage.archive().importSummaries(averages, List.of(hour(40, 60, 6)));

    assertThat(stored).isEqualTo(new ImportedSummaries(0, 1, 0));
    assertThat(read()).containsExactly(hour(40, 8, 1));
  }

  @Test
  void steps_of_them_have_no_numbers() {
    EsmondStorage kept = deployment.instance(keep("1", "never"));
    List<Point> given =
        IntStream.range(0, 24)
            .mapToObj(n -> new Point(NOON.minus(Duration.ofHours(60 - n)), new IntegerValue(n)))
            .toList();
    kept.archive().importSummaries(sums, given);

    List<Step> days =
        kept.archive()
            .downsample(
                SeriesQuery.base(key, "throughput").between(NOON.minus(Duration.ofDays(3)), NOON),
                Steps.of(Duration.ofDays(1)),
                List.of(AggregateFunction.SUM))
            .toList();

    assertThat(days).hasSize(1);
    assertThat(days.get(0).value(AggregateFunction.SUM)).isEmpty();
    assertThat(days.get(0).complete()).isFalse();
  }

  @Test
  void starts_that_are_no_windows_starts_are_kept() {
    List<Point> odd = new ArrayList<>();
    for (int n = 0; n < 200; n++) {
      odd.add(
          new Point(
              NOON.minus(HOUR.multipliedBy(300 - n)).plusSeconds(31), Average.ofIntegers(n, 3)));
    }
    write(HOUR.multipliedBy(200), 7);
    write(HOUR.multipliedBy(190), 8);

    assertThat(storage.archive().importSummaries(averages, odd).stored()).isEqualTo(200);

    List<Point> expected = new ArrayList<>(odd);
    expected.add(hour(200, 7, 1));
    expected.add(hour(190, 8, 1));
    expected.sort(Comparator.comparing(Point::time));
    for (int pageSize : new int[] {1, 2, 3, 7, 150, 1000}) {
      SeriesQuery query = SeriesQuery.of(averages).pageSize(pageSize);
      assertThat(storage.archive().read(query)).as("" + pageSize).isEqualTo(expected);
      List<Point> backwards = new ArrayList<>(expected);
      Collections.reverse(backwards);
      assertThat(storage.archive().read(query.newestFirst(true)))
          .as("newest first, " + pageSize)
          .isEqualTo(backwards);
    }
    Point one = odd.get(50);
    assertThat(storage.archive().read(SeriesQuery.of(averages).between(one.time(), one.time())))
        .containsExactly(one);
    storage.maintenance().storeSummaries();
    assertThat(read()).isEqualTo(expected);
  }

  @Test
  void those_that_have_outlived_their_retention_are_counted() {
    EsmondStorage kept = deployment.instance(keep("2", "3"));

    ImportedSummaries stored =
        kept.archive().importSummaries(averages, List.of(hour(200, 1, 1), hour(48, 2, 1)));

    assertThat(stored).isEqualTo(new ImportedSummaries(1, 0, 1));
  }

  @Test
  void bad_summaries_are_refused_as_a_whole() {
    Series base = Series.base(key, EventType.THROUGHPUT);
    Series unknown = new Series(key, EventType.THROUGHPUT, SummaryType.AVERAGE, 7);
    Point ahead = new Point(NOON.plus(Duration.ofDays(2)), Average.ofIntegers(1, 1));

    assertThatThrownBy(() -> storage.archive().importSummaries(base, List.of(hour(40, 1, 1))))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> storage.archive().importSummaries(sums, List.of(hour(40, 1, 1))))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(
            () -> storage.archive().importSummaries(averages, List.of(hour(40, 1, 1), ahead)))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> storage.archive().importSummaries(unknown, List.of(hour(40, 1, 1))))
        .isInstanceOf(UnknownSeriesException.class);
    assertThat(read()).isEmpty();
  }
}

package net.es.esmond.storage.summary;

import static net.es.esmond.storage.series.EventType.HISTOGRAM_RTT;
import static net.es.esmond.storage.series.EventType.THROUGHPUT;
import static net.es.esmond.storage.series.SummaryType.AGGREGATION;
import static net.es.esmond.storage.series.SummaryType.AVERAGE;
import static net.es.esmond.storage.series.SummaryType.STATISTICS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.JsonValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummariesTest {
  private static final Series DAILY_AVERAGE = new Series("k", THROUGHPUT, AVERAGE, 86_400);
  private static final Series HISTOGRAMS = new Series("k", HISTOGRAM_RTT, AGGREGATION, 300);

  /** So many buckets with names of so many characters make the longest histogram. */
  private static final int LONG_NAMES = 89;

  private static final int LONG_NAME_CHARS = 47_122;

  @ParameterizedTest
  @CsvSource({
    "NTP_DELAY, aggregation average",
    "HISTOGRAM_RTT, aggregation statistics",
    "THROUGHPUT, aggregation average",
    "PACKET_LOSS_RATE, aggregation",
    "PACKET_TRACE, ''",
    "THROUGHPUT_SUBINTERVALS, ''",
  })
  void are_allowed_where_esmond_allows_them(EventType eventType, String names) {
    List<String> allowed = names.isEmpty() ? List.of() : List.of(names.split(" "));

    assertThat(
            Arrays.stream(SummaryType.values())
                .filter(type -> Summaries.allowed(new Series("k", eventType, type, 300)))
                .map(SummaryType::esmondName))
        .containsExactlyElementsOf(allowed);
  }

  @Test
  void that_are_not_allowed_are_refused_with_esmonds_text() {
    Series series = new Series("k", THROUGHPUT, STATISTICS, 300);

    assertThatThrownBy(() -> Summaries.of(series, List.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Summary type statistics not allowed for event-type throughput");
    assertThatThrownBy(() -> Accumulator.of(Series.base("k", THROUGHPUT)))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void start_where_the_window_starts() {
    Window window = Window.of(DAILY_AVERAGE, Instant.parse("2014-02-04T23:59:59.999Z"));

    assertThat(window.start()).isEqualTo("2014-02-04T00:00:00Z");
    assertThat(window.end()).isEqualTo("2014-02-05T00:00:00Z");
    assertThat(window.contains(window.start())).isTrue();
    assertThat(window.contains(window.end())).isFalse();
  }

  @Test
  void without_a_window_are_of_each_point() {
    Series each = new Series("k", THROUGHPUT, AGGREGATION, 0);
    List<Point> base =
        List.of(point("2014-02-04T10:00:00.001Z", 1), point("2014-02-04T10:00:00.002Z", 2));

    assertThat(Summaries.of(each, base)).isEqualTo(base);
  }

  @Test
  void of_sums_are_refused_only_if_results_exceed_64_bits() {
    Series sums = new Series("k", THROUGHPUT, AGGREGATION, 300);
    Accumulator accumulator =
        Accumulator.of(sums)
            .add(new IntegerValue(Long.MAX_VALUE), 1)
            .add(new IntegerValue(Long.MAX_VALUE), 1);

    assertThatThrownBy(accumulator::value)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("64 bits");
    accumulator.add(new IntegerValue(Long.MIN_VALUE), 1).add(new IntegerValue(-1), 1);
    assertThat(accumulator.value()).isEqualTo(new IntegerValue(Long.MAX_VALUE - 2));
    assertThat(accumulator.points()).isEqualTo(4);
  }

  @Test
  void are_made_from_the_longest_shorter_windows_that_divide_theirs() {
    Series hours = new Series("k", THROUGHPUT, AVERAGE, 3600);
    Series sevenHours = new Series("k", THROUGHPUT, AVERAGE, 7 * 3600);
    Series minutes = new Series("k", THROUGHPUT, AVERAGE, 60);
    Series sums = new Series("k", THROUGHPUT, AGGREGATION, 43_200);
    Series others = new Series("other", THROUGHPUT, AVERAGE, 43_200);

    assertThat(
            Summaries.source(
                DAILY_AVERAGE, List.of(minutes, hours, sevenHours, sums, others, DAILY_AVERAGE)))
        .isEqualTo(hours);
    assertThat(Summaries.source(DAILY_AVERAGE, List.of(DAILY_AVERAGE, sums)))
        .isEqualTo(Series.base("k", THROUGHPUT));
  }

  @Test
  void of_statistics_are_made_from_aggregations_of_the_same_window() {
    Series statistics = new Series("k", HISTOGRAM_RTT, STATISTICS, 86_400);
    Series histograms = new Series("k", HISTOGRAM_RTT, AGGREGATION, 86_400);

    assertThat(Summaries.source(statistics, List.of(statistics, histograms))).isEqualTo(histograms);
  }

  @Test
  void are_not_made_without_values_or_of_another_types_values() {
    Accumulator average = Accumulator.of(DAILY_AVERAGE);

    assertThatThrownBy(average::value).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> average.add(new Percentage(1, 2), 1))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> average.add(new IntegerValue(1), 0))
        .isInstanceOf(InvalidInputException.class);
    assertThat(average.points()).isZero();
  }

  @Test
  void of_histograms_are_refused_only_if_longer_than_a_histogram_may_be() {
    Accumulator merged = Accumulator.of(HISTOGRAMS);
    for (int i = 0; i < LONG_NAMES; i++) {
      merged.add(Histogram.of(Map.of(longName(i), 1L)), 1);
    }
    assertThat(((Histogram) merged.value()).text()).hasSize(JsonValue.MAX_CHARS);

    merged.add(Histogram.of(Map.of("", 1L)), 1);

    assertTooLong(merged);
    assertThat(merged.points()).isEqualTo(LONG_NAMES + 1);
  }

  @Test
  void of_histograms_hold_no_names_in_memory_that_no_histogram_could() {
    Accumulator merged = Accumulator.of(HISTOGRAMS);
    long before = usedBytes();
    for (int i = 0; i < 60; i++) {
      int first = i * LONG_NAMES;
      merged.add(
          Histogram.of(
              IntStream.range(first, first + LONG_NAMES)
                  .boxed()
                  .collect(Collectors.toMap(SummariesTest::longName, name -> 1L))),
          1);
    }

    assertThat(usedBytes() - before).isLessThan(25L * JsonValue.MAX_CHARS);
    assertTooLong(merged);
  }

  private static String longName(int i) {
    String number = Integer.toString(i);
    return number + "x".repeat(LONG_NAME_CHARS - number.length());
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void assertTooLong(Accumulator merged) {
    assertThatThrownBy(merged::value)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be at most 4194304 characters of JSON");
  }

  private static Point point(String time, long value) {
    return new Point(Instant.parse(time), new IntegerValue(value));
  }
}

package net.es.esmond.storage.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.FloatValue;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Random points, in random order and by way of shorter windows, against plain arithmetic. */
class SummaryPropertyTest {
  private static final long FROM = Instant.parse("2014-02-04T21:00:00Z").getEpochSecond();
  private static final int SPAN_SECONDS = 9000;

  static Stream<Arguments> seedsOfEverySummary() {
    return Stream.of(
            summary(EventType.THROUGHPUT, SummaryType.AGGREGATION),
            summary(EventType.THROUGHPUT, SummaryType.AVERAGE),
            summary(EventType.NTP_OFFSET, SummaryType.AGGREGATION),
            summary(EventType.NTP_OFFSET, SummaryType.AVERAGE),
            summary(EventType.PACKET_LOSS_RATE, SummaryType.AGGREGATION),
            summary(EventType.HISTOGRAM_RTT, SummaryType.AGGREGATION),
            summary(EventType.HISTOGRAM_RTT, SummaryType.STATISTICS))
        .flatMap(series -> new Random(7).longs(20).mapToObj(seed -> Arguments.of(series, seed)));
  }

  private static Series summary(EventType eventType, SummaryType summaryType) {
    return new Series("k", eventType, summaryType, 3600);
  }

  @ParameterizedTest
  @MethodSource("seedsOfEverySummary")
  void equals_plain_recomputation_in_any_order(Series series, long seed) {
    Random random = new Random(seed);
    List<Point> base = points(series.eventType(), random);
    Map<Long, List<Value>> byWindow =
        base.stream()
            .collect(
                Collectors.groupingBy(
                    point -> point.time().getEpochSecond() / 3600 * 3600,
                    TreeMap::new,
                    Collectors.mapping(Point::value, Collectors.toList())));
    List<Point> expected = new ArrayList<>();
    byWindow.forEach(
        (start, values) ->
            expected.add(new Point(Instant.ofEpochSecond(start), recomputed(series, values))));
    Collections.shuffle(base, random);

    assertThat(Summaries.of(series, base)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("seedsOfEverySummary")
  void equals_what_its_shorter_windows_make(Series series, long seed) {
    Random random = new Random(seed);
    List<Point> base = points(series.eventType(), random);
    SummaryType partType =
        series.summaryType() == SummaryType.STATISTICS
            ? SummaryType.AGGREGATION
            : series.summaryType();
    Series parts = new Series("k", series.eventType(), partType, 300);
    assertThat(Summaries.source(series, List.of(series, parts))).isEqualTo(parts);

    Map<Instant, Accumulator> composed = new TreeMap<>();
    List<Point> shorter = new ArrayList<>(Summaries.of(parts, base));
    Collections.shuffle(shorter, random);
    for (Point part : shorter) {
      Window window = Window.of(parts, part.time());
      long points = base.stream().filter(point -> window.contains(point.time())).count();
      composed
          .computeIfAbsent(Window.of(series, part.time()).start(), start -> Accumulator.of(series))
          .add(Value.of(parts, part.value().stored()), points);
    }

    List<Point> result = new ArrayList<>();
    composed.forEach((start, accumulator) -> result.add(new Point(start, accumulator.value())));
    assertThat(result).isEqualTo(Summaries.of(series, base));
    assertThat(composed.values().stream().mapToLong(Accumulator::points).sum())
        .isEqualTo(base.size());
  }

  private static List<Point> points(EventType eventType, Random random) {
    return random
        .ints(1 + random.nextInt(200), 0, SPAN_SECONDS)
        .mapToObj(at -> new Point(Instant.ofEpochSecond(FROM + at), value(eventType, random)))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static Value value(EventType eventType, Random random) {
    long positive = random.nextInt(1_000_000);
    return switch (eventType.valueType()) {
      case INTEGER -> new IntegerValue(random.nextLong() >> 10);
      case FLOAT -> FloatValue.of(random.nextGaussian() * 1e6);
      case PERCENTAGE -> new Percentage(positive, positive + 1);
      default ->
          Histogram.of(
              random
                  .ints(random.nextInt(20), 0, 60)
                  .distinct()
                  .boxed()
                  .collect(Collectors.toMap(i -> i * 0.5 + "", i -> positive)));
    };
  }

  /** The summary by the definition, with integers that cannot overflow. */
  private static Value recomputed(Series series, List<Value> values) {
    int count = values.size();
    boolean average = series.summaryType() == SummaryType.AVERAGE;
    return switch (series.eventType().valueType()) {
      case INTEGER -> {
        long sum = sum(values, value -> ((IntegerValue) value).value());
        yield average ? new Average(sum, count, 1000) : new IntegerValue(sum);
      }
      case FLOAT -> {
        long sum = sum(values, value -> ((FloatValue) value).tenThousandths());
        yield average ? new Average(sum, count, 10_000_000) : new FloatValue(sum);
      }
      case PERCENTAGE ->
          new Percentage(
              sum(values, value -> ((Percentage) value).numerator()),
              sum(values, value -> ((Percentage) value).denominator()));
      default -> {
        Map<String, Long> merged =
            values.stream()
                .flatMap(value -> ((Histogram) value).counts().entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Long::sum));
        Histogram histogram = Histogram.of(merged);
        yield series.summaryType() == SummaryType.STATISTICS ? histogram.statistics() : histogram;
      }
    };
  }

  private static long sum(List<Value> values, Function<Value, Long> part) {
    return values.stream()
        .map(part)
        .map(BigInteger::valueOf)
        .reduce(BigInteger.ZERO, BigInteger::add)
        .longValueExact();
  }
}

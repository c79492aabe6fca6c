package net.es.esmond.storage.testkit.summary;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.es.esmond.storage.downsample.AggregateFunction;
import net.es.esmond.storage.downsample.Step;
import net.es.esmond.storage.downsample.Steps;
import net.es.esmond.storage.series.FloatValue;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.Statistics;
import net.es.esmond.storage.series.Value;

/** What steps must be, computed in the plainest way from all their points. */
final class PlainSteps {
  private PlainSteps() {}

  /** Returns the steps that have points, by their starts, oldest first. */
  static NavigableMap<Instant, Step> of(
      Series base, Steps steps, List<AggregateFunction> functions, List<Point> points) {
    Map<Instant, List<Point>> grouped =
        points.stream()
            .sorted(Comparator.comparing(Point::time))
            .collect(Collectors.groupingBy(point -> start(steps, point.time())));
    NavigableMap<Instant, Step> all = new TreeMap<>();
    grouped.forEach(
        (start, some) -> {
          Map<AggregateFunction, BigDecimal> values = new HashMap<>();
          for (AggregateFunction function : functions) {
            value(function, some).ifPresent(value -> values.put(function, value));
          }
          Step step =
              new Step(
                  start,
                  start.plus(steps.length()),
                  Optional.of(base),
                  some.size(),
                  values,
                  values.size() == functions.size());
          all.put(start, normal(step));
        });
    return all;
  }

  static Instant start(Steps steps, Instant time) {
    long length = steps.length().toSeconds();
    long origin = steps.origin().getEpochSecond();
    return Instant.ofEpochSecond(
        origin + Math.floorDiv(time.getEpochSecond() - origin, length) * length);
  }

  private static Optional<BigDecimal> value(AggregateFunction function, List<Point> points) {
    List<Value> values = points.stream().map(Point::value).toList();
    if (function.equals(AggregateFunction.COUNT)) {
      return Optional.of(BigDecimal.valueOf(values.size()));
    }
    if (values.get(0) instanceof Histogram) {
      return ofHistograms(function, values);
    }
    List<BigDecimal> numbers = values.stream().map(PlainSteps::number).toList();
    List<BigDecimal> sorted = numbers.stream().sorted().toList();
    return Optional.of(
        switch (function.kind()) {
          case MIN -> sorted.get(0);
          case MAX -> sorted.get(sorted.size() - 1);
          case FIRST -> numbers.get(0);
          case LAST -> numbers.get(numbers.size() - 1);
          case SUM -> values.get(0) instanceof Percentage ? mean(values) : sum(numbers);
          case MEAN -> mean(values);
          default -> percentile(function.percent(), sorted);
        });
  }

  private static BigDecimal number(Value value) {
    if (value instanceof IntegerValue integer) {
      return BigDecimal.valueOf(integer.value());
    }
    if (value instanceof FloatValue number) {
      return BigDecimal.valueOf(number.tenThousandths(), 4);
    }
    return BigDecimal.valueOf(((Percentage) value).value());
  }

  private static BigDecimal sum(List<BigDecimal> numbers) {
    return numbers.stream().reduce(BigDecimal::add).orElseThrow();
  }

  private static BigDecimal mean(List<Value> values) {
    if (values.get(0) instanceof Percentage) {
      return sum(values, p -> ((Percentage) p).numerator())
          .divide(sum(values, p -> ((Percentage) p).denominator()), MathContext.DECIMAL128);
    }
    return sum(values.stream().map(PlainSteps::number).toList())
        .divide(BigDecimal.valueOf(values.size()), MathContext.DECIMAL128);
  }

  private static BigDecimal sum(List<Value> values, Function<Value, Long> part) {
    BigInteger sum = BigInteger.ZERO;
    for (Value value : values) {
      sum = sum.add(BigInteger.valueOf(part.apply(value)));
    }
    return new BigDecimal(sum);
  }

  private static BigDecimal percentile(double percent, List<BigDecimal> sorted) {
    BigDecimal rank =
        BigDecimal.valueOf(percent)
            .multiply(BigDecimal.valueOf(sorted.size() + 1L))
            .movePointLeft(2);
    if (rank.compareTo(BigDecimal.ONE) < 0) {
      return sorted.get(0);
    }
    if (rank.compareTo(BigDecimal.valueOf(sorted.size())) >= 0) {
      return sorted.get(sorted.size() - 1);
    }
    int lower = rank.intValue();
    BigDecimal low = sorted.get(lower - 1);
    return low.add(
        rank.subtract(BigDecimal.valueOf(lower)).multiply(sorted.get(lower).subtract(low)));
  }

  private static Optional<BigDecimal> ofHistograms(
      AggregateFunction function, List<Value> histograms) {
    Map<String, Long> merged = new HashMap<>();
    for (Value each : histograms) {
      ((Histogram) each)
          .counts()
          .forEach((bucket, count) -> merged.merge(bucket, count, Long::sum));
    }
    Histogram all = Histogram.of(merged);
    Statistics statistics = all.statistics();
    if (statistics.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        BigDecimal.valueOf(
            switch (function.kind()) {
              case MIN -> statistics.minimum();
              case MAX -> statistics.maximum();
              case MEAN -> statistics.mean();
              default -> all.percentile(function.percent()).orElseThrow();
            }));
  }

  /** Returns a step whose numbers are equal if they are as large, whatever their digits. */
  static Step normal(Step step) {
    Map<AggregateFunction, BigDecimal> values = new HashMap<>();
    step.values().forEach((function, value) -> values.put(function, value.stripTrailingZeros()));
    return new Step(
        step.start(), step.end(), step.source(), step.points(), values, step.complete());
  }
}

package net.es.esmond.storage.downsample;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.series.Series;

/**
 * One step of a series: what functions make of its points. A number that is there is that of all
 * points of the step, and one that cannot be told exactly is absent.
 *
 * @param start first time of the step
 * @param end first time after the step
 * @param source the series that the numbers were computed from: the base points, or the stored
 *     summaries where base points have expired; empty when neither covers the whole step
 * @param points number of base points that the numbers stand for; 0 for a step without points, and
 *     without a source
 * @param values the numbers by function, as far as they are known
 * @param complete whether every function that was asked for has its number, if there are points at
 *     all. False when base points have expired, and what is stored of them does not answer a
 *     function; when there are more points than a percentile can hold; or when values cannot be
 *     computed, such as percentiles of histograms whose buckets are not numbers
 */
public record Step(
    Instant start,
    Instant end,
    Optional<Series> source,
    long points,
    Map<AggregateFunction, BigDecimal> values,
    boolean complete) {
  /** Copies the values. */
  public Step {
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(end, "end");
    Objects.requireNonNull(source, "source");
    values = Map.copyOf(values);
  }

  /**
   * Returns the number of a function, with all its digits.
   *
   * @param function a function
   * @return empty when it was not asked for, the step has no points, or it cannot be told exactly
   */
  public Optional<BigDecimal> value(AggregateFunction function) {
    return Optional.ofNullable(values.get(function));
  }

  /**
   * Returns the number of a function as a double.
   *
   * @param function a function
   * @return the nearest double; NaN when there is no number
   */
  public double number(AggregateFunction function) {
    return value(function).map(BigDecimal::doubleValue).orElse(Double.NaN);
  }
}

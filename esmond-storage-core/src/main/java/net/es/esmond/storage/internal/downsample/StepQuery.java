package net.es.esmond.storage.internal.downsample;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.es.esmond.storage.downsample.AggregateFunction;
import net.es.esmond.storage.downsample.AggregateFunction.Kind;
import net.es.esmond.storage.downsample.Steps;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.ValueType;

/**
 * A checked query of steps.
 *
 * @param query which base points, in which order; its limit and page size count steps
 * @param steps how points are grouped
 * @param functions what is made of each group
 */
public record StepQuery(SeriesQuery query, Steps steps, List<AggregateFunction> functions) {
  private static final Set<Kind> ADDED = EnumSet.of(Kind.COUNT, Kind.SUM, Kind.MEAN);
  private static final Set<Kind> COUNTED = EnumSet.of(Kind.COUNT);
  private static final Set<Kind> MERGED =
      EnumSet.of(Kind.COUNT, Kind.MIN, Kind.MAX, Kind.MEAN, Kind.PERCENTILE);
  private static final Set<Kind> EXTREMES = EnumSet.of(Kind.MIN, Kind.MAX);

  /**
   * Checks that the functions exist of the series' values.
   *
   * @throws InvalidInputException when they do not, there is none, or the series has summaries
   */
  public StepQuery {
    functions = functions.stream().distinct().toList();
    if (query.series().summaryType() != SummaryType.BASE) {
      throw new InvalidInputException(
          "summary-type",
          query.series().summaryType(),
          "must be base: steps are made of base points, and of summaries where only these are"
              + " left");
    }
    if (query.offset() > 0) {
      throw new InvalidInputException(
          "offset", query.offset(), "must be 0: a query of steps begins at a time");
    }
    if (functions.isEmpty()) {
      throw new InvalidInputException("functions", functions, "must name at least one");
    }
    Set<Kind> known = known(query.series().eventType().valueType());
    for (AggregateFunction function : functions) {
      if (!known.contains(function.kind())) {
        throw new InvalidInputException(
            "function",
            function,
            "of "
                + query.series().eventType()
                + " must be one of "
                + known.toString().toLowerCase(Locale.ROOT));
      }
    }
  }

  private static Set<Kind> known(ValueType type) {
    return switch (type) {
      case INTEGER, FLOAT, PERCENTAGE -> EnumSet.allOf(Kind.class);
      case HISTOGRAM -> MERGED;
      case JSON, SUBINTERVAL -> COUNTED;
    };
  }

  /** Returns the same functions of the same steps for another query. */
  public StepQuery with(SeriesQuery other) {
    return new StepQuery(other, steps, functions);
  }

  Series base() {
    return query.series();
  }

  StepValues noValues() {
    return StepValues.of(base(), functions);
  }

  /** Returns whether totals of ranges answer all functions. */
  boolean needsTotalsOnly() {
    return functions.stream().allMatch(f -> totalled().contains(f.kind()));
  }

  private Set<Kind> totalled() {
    return switch (base().eventType().valueType()) {
      case INTEGER, FLOAT -> EnumSet.of(Kind.COUNT, Kind.SUM, Kind.MEAN, Kind.MIN, Kind.MAX);
      case PERCENTAGE -> ADDED;
      case HISTOGRAM, JSON, SUBINTERVAL -> COUNTED;
    };
  }

  /** Returns whether a function needs the smallest or the largest number. */
  boolean needsExtremes() {
    return functions.stream().anyMatch(f -> EXTREMES.contains(f.kind()));
  }

  long lengthMillis() {
    return steps.length().toMillis();
  }

  /** Returns the start of the step that a time lies in. */
  long start(long timeMillis) {
    long origin = steps.origin().toEpochMilli();
    return origin + Math.floorDiv(timeMillis - origin, lengthMillis()) * lengthMillis();
  }

  /** Returns the last millisecond of the step that a time lies in. */
  long end(long timeMillis) {
    return start(timeMillis) + lengthMillis() - 1;
  }
}

package net.es.esmond.storage.series;

import static net.es.esmond.storage.series.SummaryType.AGGREGATION;
import static net.es.esmond.storage.series.SummaryType.AVERAGE;
import static net.es.esmond.storage.series.SummaryType.STATISTICS;

import java.util.Set;

/** The six kinds of values that esmond's event types have. */
public enum ValueType {
  /** A 64-bit integer. */
  INTEGER(IntegerValue.class, AGGREGATION, AVERAGE),
  /** A number kept to four decimal places. */
  FLOAT(FloatValue.class, AGGREGATION, AVERAGE),
  /** A numerator over a denominator. */
  PERCENTAGE(Percentage.class, AGGREGATION),
  /** Counts by bucket. */
  HISTOGRAM(Histogram.class, AGGREGATION, STATISTICS),
  /** Any JSON document. */
  JSON(JsonValue.class),
  /** Intervals within one measurement, each with a start, a duration and a value. */
  SUBINTERVAL(Subintervals.class);

  private final Class<? extends Value> valueClass;
  private final Set<SummaryType> summaries;

  ValueType(Class<? extends Value> valueClass, SummaryType... summaries) {
    this.valueClass = valueClass;
    this.summaries = Set.of(summaries);
  }

  /**
   * Says whether a value is of this type.
   *
   * @param value any value
   * @return false for the other types, and for what only a summary yields
   */
  public boolean includes(Value value) {
    return valueClass.isInstance(value);
  }

  /**
   * Returns the summaries that may be kept of such values, besides the base points.
   *
   * @return empty when there are none
   */
  public Set<SummaryType> summaries() {
    return summaries;
  }
}

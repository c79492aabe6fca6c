package net.es.esmond.storage.series;

import static net.es.esmond.storage.series.SummaryType.AGGREGATION;
import static net.es.esmond.storage.series.SummaryType.AVERAGE;
import static net.es.esmond.storage.series.SummaryType.STATISTICS;

import java.util.Set;

/** The six kinds of values that esmond's event types have. */
public enum ValueType {
  /** A 64-bit integer. */
  INTEGER(AGGREGATION, AVERAGE),
  /** A number kept to four decimal places. */
  FLOAT(AGGREGATION, AVERAGE),
  /** A numerator over a denominator. */
  PERCENTAGE(AGGREGATION),
  /** Counts by bucket. */
  HISTOGRAM(AGGREGATION, STATISTICS),
  /** Any JSON document. */
  JSON,
  /** Intervals within one measurement, each with a start, a duration and a value. */
  SUBINTERVAL;

  private final Set<SummaryType> summaries;

  ValueType(SummaryType... summaries) {
    this.summaries = Set.of(summaries);
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

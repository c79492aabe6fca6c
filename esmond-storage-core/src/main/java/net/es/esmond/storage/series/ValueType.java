package net.es.esmond.storage.series;

/** The six kinds of values that esmond's event types have. */
public enum ValueType {
  /** A 64-bit integer. */
  INTEGER,
  /** A number kept to four decimal places. */
  FLOAT,
  /** A numerator over a denominator. */
  PERCENTAGE,
  /** Counts by bucket. */
  HISTOGRAM,
  /** Any JSON document. */
  JSON,
  /** Intervals within one measurement, each with a start, a duration and a value. */
  SUBINTERVAL
}

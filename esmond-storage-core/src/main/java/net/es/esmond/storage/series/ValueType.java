package net.es.esmond.storage.series;

import static net.es.esmond.storage.series.SummaryType.AGGREGATION;
import static net.es.esmond.storage.series.SummaryType.AVERAGE;
import static net.es.esmond.storage.series.SummaryType.STATISTICS;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.function.Function;

/**
 * The six kinds of values that esmond's event types have. Each kind defines how its values are read
 * from JSON, the form in which they are stored, and the summaries that they have.
 */
public enum ValueType {
  /** A 64-bit integer. */
  INTEGER(
      IntegerValue.class,
      IntegerValue::parse,
      StoredValue.Whole.class,
      whole -> new IntegerValue(whole.value()),
      AGGREGATION,
      AVERAGE),
  /** A number kept to four decimal places. */
  FLOAT(
      FloatValue.class,
      FloatValue::parse,
      StoredValue.Ratio.class,
      ratio -> new FloatValue(ratio.numerator()),
      AGGREGATION,
      AVERAGE),
  /** A numerator over a denominator. */
  PERCENTAGE(
      Percentage.class,
      Percentage::parse,
      StoredValue.Ratio.class,
      ratio -> new Percentage(ratio.numerator(), ratio.denominator()),
      AGGREGATION),
  /** Counts by bucket. */
  HISTOGRAM(
      Histogram.class,
      Histogram::parse,
      StoredValue.Text.class,
      text -> new Histogram(text.json()),
      AGGREGATION,
      STATISTICS),
  /** Any JSON document. */
  JSON(
      JsonValue.class,
      JsonValue::parse,
      StoredValue.Text.class,
      text -> new JsonValue(text.json())),
  /** Intervals within one measurement, each with a start, a duration and a value. */
  SUBINTERVAL(
      Subintervals.class,
      Subintervals::parse,
      StoredValue.Text.class,
      text -> new Subintervals(text.json()));

  private final Class<? extends Value> valueClass;
  private final Function<JsonNode, Value> parser;
  private final Form form;
  private final Function<StoredValue, Value> reader;
  private final Set<SummaryType> summaries;

  <S extends StoredValue> ValueType(
      Class<? extends Value> valueClass,
      Function<JsonNode, Value> parser,
      Class<S> storedAs,
      Function<S, Value> reader,
      SummaryType... summaries) {
    this.valueClass = valueClass;
    this.parser = parser;
    this.form = Form.of(storedAs);
    this.reader = stored -> reader.apply(storedAs.cast(stored));
    this.summaries = Set.of(summaries);
  }

  Value parse(JsonNode json) {
    return parser.apply(json);
  }

  /** Returns the form of measured values; some of their summaries have another. */
  Form form() {
    return form;
  }

  /** Takes a measured value, or an aggregation, from its stored form. */
  Value value(StoredValue stored) {
    return reader.apply(stored);
  }

  /**
   * Says whether a value is of this type.
   *
   * @param value any value
   * @return false for a value of another type, and for an average or statistics
   */
  public boolean includes(Value value) {
    return valueClass.isInstance(value);
  }

  /**
   * Returns the summaries that may be kept of values of this type, besides the base points.
   *
   * @return empty when there are none
   */
  public Set<SummaryType> summaries() {
    return summaries;
  }
}

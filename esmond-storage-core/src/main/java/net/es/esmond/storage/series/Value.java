package net.es.esmond.storage.series;

import com.fasterxml.jackson.databind.JsonNode;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * The value of a point: one of the six {@linkplain ValueType types} that are measured, or what only
 * a summary yields, an {@link Average}. Immutable; two values are equal when they are stored alike.
 */
public sealed interface Value
    permits IntegerValue,
        FloatValue,
        Percentage,
        Histogram,
        JsonValue,
        Subintervals,
        Average,
        Statistics {

  /**
   * Returns the form in which this value is stored.
   *
   * @return equal for equal values
   */
  StoredValue stored();

  /**
   * Reads a measured value as esmond does: integers and floats may be written as text, and what is
   * to be an integer loses its fraction.
   *
   * @param type the type of value that is due
   * @param json the value
   * @return the value
   * @throws InvalidInputException when it breaks esmond's rule for its type, or does not fit in 64
   *     bits, in {@value JsonValue#MAX_CHARS} characters or {@value JsonValue#MAX_DEPTH} levels
   */
  static Value parse(ValueType type, JsonNode json) {
    return switch (type) {
      case INTEGER -> IntegerValue.parse(json);
      case FLOAT -> FloatValue.parse(json);
      case PERCENTAGE -> Percentage.parse(json);
      case HISTOGRAM -> Histogram.parse(json);
      case JSON -> JsonValue.of(json);
      case SUBINTERVAL -> Subintervals.parse(json);
    };
  }

  /**
   * Reads a measured value from JSON text; see {@link #parse(ValueType, JsonNode)}.
   *
   * @param type the type of value that is due
   * @param json JSON text, with no name twice in an object
   * @return the value
   * @throws InvalidInputException when it is not JSON, or breaks a rule for its type
   */
  static Value parse(ValueType type, String json) {
    return parse(type, CanonicalJson.read(json));
  }

  /**
   * Takes a value from the form in which it is stored. What was stored had been checked, so text is
   * not checked again.
   *
   * @param series the series that it belongs to
   * @param stored the stored form
   * @return the value
   * @throws IllegalArgumentException when values of this series are not stored in this form
   */
  static Value of(Series series, StoredValue stored) {
    if (stored instanceof StoredValue.Whole whole && Form.of(series) == Form.WHOLE) {
      return new IntegerValue(whole.value());
    }
    if (stored instanceof StoredValue.Ratio ratio && Form.of(series) == Form.RATIO) {
      return Ratios.value(series, ratio);
    }
    if (stored instanceof StoredValue.Text text && Form.of(series) == Form.TEXT) {
      return switch (series.eventType().valueType()) {
        case HISTOGRAM ->
            series.summaryType() == SummaryType.STATISTICS
                ? Statistics.parse(text.json())
                : new Histogram(text.json());
        case SUBINTERVAL -> new Subintervals(text.json());
        default -> new JsonValue(text.json());
      };
    }
    throw new IllegalArgumentException(
        "values of " + series + " are stored as " + Form.of(series) + ", but this is " + stored);
  }
}

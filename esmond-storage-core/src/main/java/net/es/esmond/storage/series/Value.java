package net.es.esmond.storage.series;

import net.es.esmond.storage.error.InvalidInputException;

/**
 * The value of a point: a measured value of one of the six {@linkplain ValueType types}, or an
 * {@link Average} or {@link Statistics}, which only a summary has. Immutable. Two values are equal
 * when their stored forms are.
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
   * Parses a measured value as esmond does. Integers and floats may be written as text, and an
   * integer's fraction is cut off.
   *
   * @param type the type of value that is due
   * @param json JSON text, with no name twice in an object
   * @return the value
   * @throws InvalidInputException when the text is not JSON, breaks esmond's rule for the type, or
   *     does not fit in 64 bits, in {@value JsonValue#MAX_CHARS} characters or {@value
   *     JsonValue#MAX_DEPTH} levels
   */
  static Value parse(ValueType type, String json) {
    return type.parse(CanonicalJson.read(json));
  }

  /**
   * Returns the value of a stored form. A stored text was checked when it was written, so it is not
   * checked again.
   *
   * @param series the series that it belongs to
   * @param stored the stored form
   * @return the value
   * @throws InvalidInputException when values of this series are not stored in this form
   */
  static Value of(Series series, StoredValue stored) {
    if (!Form.of(series).includes(stored)) {
      throw new InvalidInputException(
          "val", stored, "of " + series + " must be stored as " + Form.of(series));
    }
    SummaryType summary = series.summaryType();
    if (summary == SummaryType.AVERAGE && stored instanceof StoredValue.Ratio ratio) {
      return new Average(ratio.numerator(), ratio.denominator(), ratio.baseFreq());
    }
    ValueType type = series.eventType().valueType();
    if (summary == SummaryType.STATISTICS
        && type.summaries().contains(summary)
        && stored instanceof StoredValue.Text text) {
      return Statistics.parse(text.json());
    }
    return type.value(stored);
  }
}

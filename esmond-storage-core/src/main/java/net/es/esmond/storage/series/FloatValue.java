package net.es.esmond.storage.series;

import com.fasterxml.jackson.databind.JsonNode;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * A float value is a measured number, kept to four decimal places as esmond keeps it.
 *
 * @param tenThousandths the number times 10,000
 */
public record FloatValue(long tenThousandths) implements Value {
  static final long UNITS_PER_ONE = 10_000;

  private static final String RULE = "Value must be a floating point number";
  private static final double LIMIT = 0x1p63;

  /**
   * Keeps a number to four decimal places; further ones are cut off, not rounded. A number that has
   * four at most is kept as it is: esmond makes 0.0028 of 0.0029, as the product of 0.0029 and
   * 10,000 is less than 29 in floating point.
   *
   * @param value the number
   * @return its value
   * @throws InvalidInputException when it is NaN, infinite, or its ten-thousandths need more than
   *     64 bits
   */
  public static FloatValue of(double value) {
    if (!Double.isFinite(value)) {
      throw new InvalidInputException("val", value, RULE);
    }
    double scaled = value * UNITS_PER_ONE;
    if (scaled < -LIMIT || scaled >= LIMIT) {
      throw new InvalidInputException("val", value, RULE + " of 64 bits in ten-thousandths");
    }
    long nearest = Math.round(scaled);
    return new FloatValue((double) nearest / UNITS_PER_ONE == value ? nearest : (long) scaled);
  }

  static FloatValue parse(JsonNode json) {
    return of(LaxNumbers.toDouble(json, RULE));
  }

  /**
   * Returns the number.
   *
   * @return the ten-thousandths divided by 10,000
   */
  public double value() {
    return (double) tenThousandths / UNITS_PER_ONE;
  }

  @Override
  public StoredValue stored() {
    return new StoredValue.Ratio(tenThousandths, 1, Ratios.FLOAT_BASE_FREQ);
  }
}

package net.es.esmond.storage.series;

import com.fasterxml.jackson.databind.JsonNode;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * A percentage is a share of a whole, such as packets lost of packets sent. 1/2 and 2/4 are
 * different values.
 *
 * @param numerator 0 or more; may exceed the denominator
 * @param denominator 1 or more
 */
public record Percentage(long numerator, long denominator) implements Value {

  /** Checks both parts. */
  public Percentage {
    if (denominator <= 0) {
      throw new InvalidInputException(
          "val", denominator, "The field 'denominator' must be greater than 0");
    }
    if (numerator < 0) {
      throw new InvalidInputException("val", numerator, "The field 'numerator' cannot be negative");
    }
  }

  static Percentage parse(JsonNode json) {
    JsonNode numerator = field(json, "numerator");
    JsonNode denominator = field(json, "denominator");
    return new Percentage(
        LaxNumbers.toLong(numerator, "The field 'numerator' must be an integer"),
        LaxNumbers.toLong(denominator, "The field 'denominator' must be an integer"));
  }

  private static JsonNode field(JsonNode json, String name) {
    JsonNode field = json.get(name);
    if (field == null) {
      throw CanonicalJson.refused(json, "Missing required field '" + name + "'");
    }
    return field;
  }

  /**
   * Returns the share.
   *
   * @return numerator divided by denominator
   */
  public double value() {
    return (double) numerator / denominator;
  }

  @Override
  public StoredValue stored() {
    return new StoredValue.Ratio(numerator, denominator, Ratios.BASE_FREQ);
  }
}

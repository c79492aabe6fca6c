package net.es.esmond.storage.series;

import com.fasterxml.jackson.databind.JsonNode;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * Intervals within one measurement: a JSON array of objects, each with a {@code start} and a {@code
 * duration} (seconds, as numbers or text) and a {@code val} of any kind. Kept as given.
 */
public final class Subintervals extends JsonText implements Value {
  private static final String INVALID = "Invalid subintervals provided";
  private static final String NOT_FLOAT =
      "Subinterval 'start' and 'duration' must be floating point numbers";

  Subintervals(String text) {
    super(text);
  }

  /**
   * Parses subintervals.
   *
   * @param json JSON text, an array of one or more intervals
   * @return the value
   * @throws InvalidInputException when esmond's rule is broken; it names the position, from 1
   */
  public static Subintervals of(String json) {
    return parse(CanonicalJson.read(json));
  }

  static Subintervals parse(JsonNode json) {
    if (!json.isArray() || json.isEmpty()) {
      throw CanonicalJson.refused(json, INVALID);
    }
    int position = 1;
    for (JsonNode interval : json) {
      check(interval, position++);
    }
    return new Subintervals(CanonicalJson.write(json));
  }

  private static void check(JsonNode interval, int position) {
    if (!interval.isObject()) {
      throw CanonicalJson.refused(interval, INVALID);
    }
    for (String name : new String[] {"start", "duration", "val"}) {
      if (!interval.has(name)) {
        throw CanonicalJson.refused(
            interval, "Interval must contain '" + name + "' field at position " + position);
      }
    }
    checkFloat(interval.path("start"));
    checkFloat(interval.path("duration"));
  }

  private static void checkFloat(JsonNode field) {
    if (field.isContainerNode() || field.isNull()) {
      throw CanonicalJson.refused(field, INVALID);
    }
    LaxNumbers.toDouble(field, NOT_FLOAT);
  }
}

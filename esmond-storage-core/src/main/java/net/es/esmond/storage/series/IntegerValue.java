package net.es.esmond.storage.series;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An integer value is a measured integer.
 *
 * @param value any 64-bit integer
 */
public record IntegerValue(long value) implements Value {

  static IntegerValue parse(JsonNode json) {
    return new IntegerValue(LaxNumbers.toLong(json, "Value must be an integer"));
  }

  @Override
  public StoredValue stored() {
    return new StoredValue.Whole(value);
  }
}

package net.es.esmond.storage.series;

import java.util.Objects;

/** A stored value is a value in the form in which a store keeps it; each form has its own table. */
public sealed interface StoredValue {

  /**
   * Returns the size of this value as it is stored.
   *
   * @return bytes; a text has one for each character, as it is ASCII
   */
  int bytes();

  /**
   * JSON text, in {@code raw_data}.
   *
   * @param json the text
   */
  record Text(String json) implements StoredValue {
    /** Refuses null. */
    public Text {
      Objects.requireNonNull(json, "json");
    }

    @Override
    public int bytes() {
      return json.length();
    }
  }

  /**
   * A 64-bit integer, in {@code base_rates}.
   *
   * @param value the integer
   */
  record Whole(long value) implements StoredValue {
    @Override
    public int bytes() {
      return Long.BYTES;
    }
  }

  /**
   * A numerator over a denominator, in {@code rate_aggregations}.
   *
   * @param numerator the numerator ({@code val})
   * @param denominator the denominator ({@code count})
   * @param baseFreq esmond's {@code base_freq}: 1000, or 10,000,000 for floats
   */
  record Ratio(long numerator, long denominator, long baseFreq) implements StoredValue {
    @Override
    public int bytes() {
      return 3 * Long.BYTES;
    }
  }
}

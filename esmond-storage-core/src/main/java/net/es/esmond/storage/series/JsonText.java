package net.es.esmond.storage.series;

import java.util.Objects;

/**
 * A value that is kept as its stored text. The text is parsed only when a caller asks for its
 * content: most readers pass the value on, and parsing would cost more than the rest of the read.
 */
abstract sealed class JsonText permits Histogram, JsonValue, Subintervals {
  private final String text;

  /**
   * Keeps text as it is.
   *
   * @param text from {@link CanonicalJson}, so that equal values have equal texts
   */
  JsonText(String text) {
    this.text = Objects.requireNonNull(text, "text");
  }

  /**
   * Returns the JSON text that is stored: ASCII, no white space, members in a fixed order.
   *
   * @return equal for equal values
   */
  public final String text() {
    return text;
  }

  /**
   * Returns the form in which this value is stored.
   *
   * @return equal for equal values
   */
  public final StoredValue stored() {
    return new StoredValue.Text(text);
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof JsonText that
        && getClass() == that.getClass()
        && text.equals(that.text);
  }

  @Override
  public final int hashCode() {
    return text.hashCode();
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + "[" + text + "]";
  }
}

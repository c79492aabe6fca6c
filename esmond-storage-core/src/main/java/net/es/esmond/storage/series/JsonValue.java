package net.es.esmond.storage.series;

import com.fasterxml.jackson.databind.JsonNode;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * A JSON value is a measured JSON document. The order of an object's members does not matter, and
 * is not kept. 1 and 1.0 are different values.
 */
public final class JsonValue extends JsonText implements Value {
  /** Longest text that is stored, in characters (all ASCII). */
  public static final int MAX_CHARS = 4 * 1024 * 1024;

  /** Most levels of objects and arrays within each other. */
  public static final int MAX_DEPTH = 100;

  JsonValue(String text) {
    super(text);
  }

  /**
   * Parses any JSON document, {@code null} included.
   *
   * @param json JSON text, with no name twice in an object
   * @return its value
   * @throws InvalidInputException when the text is not JSON, holds a number that is not finite, is
   *     nested deeper than {@link #MAX_DEPTH} or longer than {@link #MAX_CHARS}, a name in it is
   *     longer than 50,000 characters, or an integer in it longer than 1,000
   */
  public static JsonValue of(String json) {
    return parse(CanonicalJson.read(json));
  }

  static JsonValue parse(JsonNode json) {
    return new JsonValue(CanonicalJson.write(json));
  }
}

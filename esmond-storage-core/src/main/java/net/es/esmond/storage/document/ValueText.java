package net.es.esmond.storage.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.JsonValue;

/** Takes values out of a document as JSON text. Numbers keep all their digits. */
final class ValueText {
  private static final JsonFactory JSON = new JsonFactory();

  private ValueText() {}

  /**
   * Reads the value at which a parser is, and leaves the parser at the value's end.
   *
   * @return JSON text without white space
   * @throws InvalidInputException when it is longer than any value may be; it was read all the same
   */
  static String read(JsonParser json) throws IOException {
    if (json.currentToken().isNumeric()) {
      return json.getText();
    }
    StringWriter text = new StringWriter();
    boolean tooLong = false;
    try (JsonGenerator out = JSON.createGenerator(text)) {
      int depth = 0;
      do {
        JsonToken token = json.currentToken();
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        tooLong |= text.getBuffer().length() > JsonValue.MAX_CHARS;
        if (!tooLong) {
          write(json, out);
        }
      } while (depth > 0 && json.nextToken() != null);
    }
    if (tooLong) {
      throw new InvalidInputException(
          "val", text, "must be at most " + JsonValue.MAX_CHARS + " characters of JSON");
    }
    return text.toString();
  }

  private static void write(JsonParser json, JsonGenerator out) throws IOException {
    if (json.currentToken().isNumeric()) {
      out.writeNumber(json.getText());
    } else {
      out.copyCurrentEvent(json);
    }
  }

  /** Shows in a message what is at a parser's position. */
  static String shown(JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    if (token == null) {
      return "";
    }
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      default -> json.getText();
    };
  }
}

package net.es.esmond.storage.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over the elements of a JSON array, or over one value, of any length: memory holds one
 * element.
 */
final class Json implements Iterator<JsonNode> {
  /** Keeps all digits of numbers. As in Python, the last of two members of one name stands. */
  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(JsonValue.MAX_DEPTH + 5)
                          .maxStringLength(JsonValue.MAX_CHARS)
                          .build())
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final ObjectReader ONE_VALUE =
      MAPPER.reader(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final JsonParser parser;
  private boolean begun;
  private boolean ended;
  private boolean inArray;
  private @Nullable JsonNode next;

  private Json(JsonParser parser) {
    this.parser = parser;
  }

  /** Reads a document in UTF-8, which is closed at its end. */
  static Json elements(InputStream in) {
    try {
      return new Json(
          MAPPER.createParser(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads one value.
   *
   * @throws InvalidInputException when the text is not JSON
   */
  static JsonNode read(String text) {
    try {
      return ONE_VALUE.readTree(text);
    } catch (JsonProcessingException e) {
      throw invalid(e);
    }
  }

  private static InvalidInputException invalid(IOException e) {
    String reason =
        e instanceof JsonProcessingException json
            ? json.getOriginalMessage()
                + (json.getLocation() == null
                    ? ""
                    : " at line "
                        + json.getLocation().getLineNr()
                        + ", column "
                        + json.getLocation().getColumnNr())
            : "not in UTF-8";
    return new InvalidInputException("document", reason, "must be JSON");
  }

  @Override
  public boolean hasNext() {
    try {
      if (!begun) {
        begun = true;
        inArray = parser.nextToken() == JsonToken.START_ARRAY;
        if (parser.currentToken() == null) {
          throw new InvalidInputException("document", "empty", "must be JSON");
        }
        next = inArray ? readNext() : parser.readValueAsTree();
      } else if (next == null && !ended) {
        next = inArray ? readNext() : end();
      }
    } catch (JsonProcessingException | CharacterCodingException e) {
      throw invalid(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return next != null;
  }

  private @Nullable JsonNode readNext() throws IOException {
    return parser.nextToken() == JsonToken.END_ARRAY ? end() : parser.readValueAsTree();
  }

  private @Nullable JsonNode end() throws IOException {
    ended = true;
    JsonToken more = parser.nextToken();
    if (more != null) {
      throw new InvalidInputException("document", more, "must be one JSON value");
    }
    parser.close();
    return null;
  }

  @Override
  public JsonNode next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    JsonNode element = next;
    next = null;
    return element;
  }
}

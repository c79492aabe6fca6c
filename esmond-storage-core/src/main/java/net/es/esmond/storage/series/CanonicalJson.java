package net.es.esmond.storage.series;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * JSON text of one shape, so that equal values have equal texts whoever writes them: ASCII only (as
 * Python's json.dumps writes it), no white space, members sorted by name, and floats in the
 * shortest form that Jackson's own algorithm finds, which does not vary with the JDK.
 */
final class CanonicalJson {
  private static final int MAX_NAME_CHARS = 50_000;

  /** Reading more digits than these takes time that grows with their square. */
  private static final int MAX_NUMBER_CHARS = 1000;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(JsonValue.MAX_DEPTH)
                          .maxNameLength(MAX_NAME_CHARS)
                          .maxNumberLength(MAX_NUMBER_CHARS)
                          .build())
                  .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                  .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  private CanonicalJson() {}

  /** Writes JSON text through a generator. */
  @FunctionalInterface
  interface Body {
    void writeTo(JsonGenerator out) throws IOException;
  }

  static JsonNode read(String text) {
    if (text.length() > JsonValue.MAX_CHARS) {
      throw tooLong(text);
    }
    try {
      JsonNode json = MAPPER.readTree(text);
      if (json.isMissingNode()) {
        throw new InvalidInputException("val", text, "Value must be valid JSON");
      }
      return json;
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(
          "val", text, "Value must be valid JSON: " + e.getOriginalMessage());
    }
  }

  /** Reads an object whose members are all integers. */
  static Map<String, Long> readCounts(String text) {
    Map<String, Long> counts = new LinkedHashMap<>();
    try (JsonParser parser = MAPPER.createParser(text)) {
      parser.nextToken();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        counts.put(name, parser.getLongValue());
      }
    } catch (IOException e) {
      throw new InvalidInputException("val", text, "a stored histogram must hold integers");
    }
    return counts;
  }

  static String write(JsonNode json) {
    return write(out -> write(json, out));
  }

  static String write(Body body) {
    BoundedText text = new BoundedText(JsonValue.MAX_CHARS);
    try (JsonGenerator out = MAPPER.createGenerator(text)) {
      body.writeTo(out);
    } catch (BoundedText.TooLongException e) {
      throw tooLong(text.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  static InvalidInputException refused(JsonNode json, String rule) {
    return new InvalidInputException("val", json.isValueNode() ? json.asText() : json, rule);
  }

  private static InvalidInputException tooLong(String text) {
    return new InvalidInputException(
        "val", text, "must be at most " + JsonValue.MAX_CHARS + " characters of JSON");
  }

  private static void write(JsonNode json, JsonGenerator out) throws IOException {
    switch (json.getNodeType()) {
      case OBJECT -> {
        Map<String, JsonNode> members = new TreeMap<>();
        json.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        out.writeStartObject();
        for (Map.Entry<String, JsonNode> member : members.entrySet()) {
          out.writeFieldName(member.getKey());
          write(member.getValue(), out);
        }
        out.writeEndObject();
      }
      case ARRAY -> {
        out.writeStartArray();
        for (JsonNode element : json) {
          write(element, out);
        }
        out.writeEndArray();
      }
      case NUMBER -> writeNumber(json, out);
      case STRING -> out.writeString(json.textValue());
      case BOOLEAN -> out.writeBoolean(json.booleanValue());
      case NULL -> out.writeNull();
      default -> throw refused(json, "Value must be valid JSON");
    }
  }

  private static void writeNumber(JsonNode json, JsonGenerator out) throws IOException {
    if (json.isIntegralNumber()) {
      out.writeNumber(json.bigIntegerValue());
    } else if (Double.isFinite(json.doubleValue())) {
      out.writeNumber(json.doubleValue());
    } else {
      throw refused(json, "numbers must be finite floating point numbers of 64 bits");
    }
  }

  /** Returns the name of a member, if a text with it can be read. */
  static String name(String name) {
    if (name.length() > MAX_NAME_CHARS) {
      throw new InvalidInputException(
          "val", name, "names must have at most " + MAX_NAME_CHARS + " characters");
    }
    return name;
  }
}

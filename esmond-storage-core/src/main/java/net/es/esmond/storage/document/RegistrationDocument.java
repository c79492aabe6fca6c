package net.es.esmond.storage.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.Violation;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.metadata.RegistrationBuilder;
import net.es.esmond.storage.metadata.SubjectType;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;

/**
 * Reads the JSON document with which esmond's clients register a test. Every rule that the document
 * breaks is named in the error.
 *
 * <pre>{@code
 * Registration registration = RegistrationDocument.read(request.getInputStream());
 * Metadata test = storage.metadata().register(registration);
 * }</pre>
 */
public final class RegistrationDocument {
  /** The largest number of characters, or of bytes, in a document. */
  public static final int MAX_LENGTH = RegistrationBuilder.MAX_CHARS;

  private static final int MAX_DEPTH = 20;

  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final List<Violation> broken = new ArrayList<>();

  private RegistrationDocument() {}

  /** Parses what was given. */
  @FunctionalInterface
  private interface Source {
    JsonNode parse() throws IOException;
  }

  /**
   * Reads text.
   *
   * @param json the document, at most {@link #MAX_LENGTH} characters
   * @return the registration
   * @throws InvalidInputException when rules are broken; names them all
   */
  public static Registration read(String json) {
    checkLength(json.length(), "characters");
    return read(json, () -> JSON.readTree(json));
  }

  /**
   * Reads bytes.
   *
   * @param json the document in UTF-8, at most {@link #MAX_LENGTH} bytes
   * @return the registration
   * @throws InvalidInputException when rules are broken; names them all
   */
  public static Registration read(byte[] json) {
    checkLength(json.length, "bytes");
    return read(new String(json, StandardCharsets.UTF_8), () -> JSON.readTree(json));
  }

  /**
   * Reads a stream.
   *
   * @param json the document in UTF-8, of which one byte more than {@link #MAX_LENGTH} is read at
   *     most; not closed
   * @return the registration
   * @throws IOException when the stream cannot be read
   * @throws InvalidInputException when rules are broken; names them all
   */
  public static Registration read(InputStream json) throws IOException {
    return read(json.readNBytes(MAX_LENGTH + 1));
  }

  private static void checkLength(int length, String unit) {
    if (length > MAX_LENGTH) {
      throw new InvalidInputException(
          "document",
          "more than " + MAX_LENGTH + " " + unit,
          "must have at most " + MAX_LENGTH + " " + unit);
    }
  }

  private static Registration read(String text, Source source) {
    JsonNode document;
    try {
      document = source.parse();
    } catch (IOException e) {
      throw new InvalidInputException(
          "document", text, "must be JSON of at most " + MAX_DEPTH + " levels: " + reason(e));
    }
    if (!document.isObject()) {
      throw new InvalidInputException("document", text, "must be a JSON object");
    }
    return new RegistrationDocument().read(document);
  }

  private static String reason(IOException e) {
    return e instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : String.valueOf(e.getMessage());
  }

  private Registration read(JsonNode document) {
    JsonNode typeName = document.path("subject-type");
    Optional<SubjectType> type = SubjectType.find(PythonText.str(typeName));
    if (type.isEmpty()) {
      refuse("subject-type", typeName, "must be point-to-point or network-element");
    }
    // With the subject type unknown the rest can still be checked, against the more common one.
    RegistrationBuilder builder =
        type.orElse(SubjectType.POINT_TO_POINT) == SubjectType.POINT_TO_POINT
            ? Registration.pointToPoint()
            : Registration.networkElement();
    document.properties().forEach(entry -> readMember(entry.getKey(), entry.getValue(), builder));
    if (!document.has("event-types")) {
      refuse("event-types", document.path("event-types"), "must be given");
    }
    return built(builder);
  }

  private Registration built(RegistrationBuilder builder) {
    try {
      Registration registration = builder.build();
      if (broken.isEmpty()) {
        return registration;
      }
    } catch (InvalidInputException e) {
      broken.addAll(e.violations());
    }
    throw new InvalidInputException(broken);
  }

  private void readMember(String name, JsonNode value, RegistrationBuilder builder) {
    if (name.equals("event-types")) {
      readEventTypes(value, builder);
    } else if (SubjectType.POINT_TO_POINT.fields().contains(name)) {
      builder.field(name, shown(value));
      if (!value.isTextual()) {
        refuse(name, value, "must be text");
      }
    } else if (!name.equals("subject-type")) {
      builder.parameter(name, PythonText.str(value));
    }
  }

  private void readEventTypes(JsonNode list, RegistrationBuilder builder) {
    if (!list.isArray() && !list.isNull()) {
      refuse("event-types", list, "must be a list");
      return;
    }
    for (JsonNode element : list) {
      JsonNode name = element.path("event-type");
      Optional<EventType> eventType = EventType.find(PythonText.str(name));
      if (eventType.isEmpty()) {
        refuse("event-type", name, "must be one of esmond's names");
      } else {
        builder.eventType(eventType.get());
        readSummaries(eventType.get(), element.path("summaries"), builder);
      }
    }
  }

  private void readSummaries(EventType eventType, JsonNode list, RegistrationBuilder builder) {
    if (!list.isArray() && !list.isMissingNode()) {
      refuse("summaries", list, "must be a list");
    }
    for (JsonNode element : list) {
      JsonNode name = element.path("summary-type");
      Optional<SummaryType> summaryType = SummaryType.find(PythonText.str(name));
      if (summaryType.isEmpty()) {
        refuse("summary-type", name, "must be one of base, aggregation, average, statistics");
      } else if (summaryType.get() != SummaryType.BASE) {
        readSummary(eventType, summaryType.get(), element.path("summary-window"), builder);
      }
    }
  }

  private static void readSummary(
      EventType eventType, SummaryType type, JsonNode window, RegistrationBuilder builder) {
    if (window.isIntegralNumber() && window.canConvertToLong()) {
      builder.summary(eventType, type, Duration.ofSeconds(window.longValue()));
    } else {
      builder.summary(eventType, type, shown(window));
    }
  }

  private void refuse(String field, JsonNode value, String rule) {
    broken.add(new Violation(field, shown(value), rule));
  }

  private static String shown(JsonNode value) {
    return value.isMissingNode() ? "absent" : PythonText.str(value);
  }
}

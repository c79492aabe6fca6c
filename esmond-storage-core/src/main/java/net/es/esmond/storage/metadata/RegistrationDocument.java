package net.es.esmond.storage.metadata;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;

/** Reads the JSON document that esmond's clients post into a {@link RegistrationBuilder}. */
final class RegistrationDocument {
  private static final int MAX_DEPTH = 20;

  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  Registration read(String json) {
    if (json.length() > RegistrationBuilder.MAX_CHARS) {
      throw new InvalidInputException(List.of(RegistrationRules.tooLong(json.length())));
    }
    JsonNode document = parse(json);
    if (!document.isObject()) {
      throw new InvalidInputException("document", json, "must be a JSON object");
    }
    JsonNode typeName = document.path("subject-type");
    Optional<SubjectType> type = SubjectType.find(PythonText.str(typeName));
    // With the subject type unknown the rest can still be checked, against the more common one.
    RegistrationBuilder builder = new RegistrationBuilder(type.orElse(SubjectType.POINT_TO_POINT));
    if (type.isEmpty()) {
      builder.violation(
          "subject-type", shown(typeName), "must be point-to-point or network-element");
    }
    document.properties().forEach(entry -> readMember(entry.getKey(), entry.getValue(), builder));
    if (!document.has("event-types")) {
      builder.violation("event-types", "absent", "must be given");
    }
    return builder.build();
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(
          "document",
          json,
          "must be JSON of at most " + MAX_DEPTH + " levels (" + e.getOriginalMessage() + ")");
    }
  }

  private static void readMember(String name, JsonNode value, RegistrationBuilder builder) {
    if (name.equals("event-types")) {
      readEventTypes(value, builder);
    } else if (SubjectType.POINT_TO_POINT.fields().contains(name)) {
      if (value.isTextual()) {
        builder.field(name, value.textValue());
      } else {
        builder.field(name, shown(value)).violation(name, shown(value), "must be text");
      }
    } else if (!name.equals("subject-type")) {
      builder.parameter(name, PythonText.str(value));
    }
  }

  private static void readEventTypes(JsonNode list, RegistrationBuilder builder) {
    if (!list.isArray() && !list.isNull()) {
      builder.violation("event-types", shown(list), "must be a list");
      return;
    }
    for (JsonNode element : list) {
      JsonNode name = element.path("event-type");
      Optional<EventType> eventType = EventType.find(PythonText.str(name));
      if (eventType.isEmpty()) {
        builder.violation("event-type", shown(name), "must be one of esmond's names");
      } else {
        builder.eventType(eventType.get());
        readSummaries(eventType.get(), element.path("summaries"), builder);
      }
    }
  }

  private static void readSummaries(
      EventType eventType, JsonNode list, RegistrationBuilder builder) {
    if (!list.isArray() && !list.isMissingNode()) {
      builder.violation("summaries", shown(list), "must be a list");
    }
    for (JsonNode element : list) {
      JsonNode name = element.path("summary-type");
      Optional<SummaryType> summaryType = SummaryType.find(PythonText.str(name));
      if (summaryType.isEmpty()) {
        builder.violation(
            "summary-type", shown(name), "must be one of base, aggregation, average, statistics");
      } else if (summaryType.get() != SummaryType.BASE) {
        RegistrationRules.checkSummary(eventType, summaryType.get(), builder.violations());
        JsonNode window = element.path("summary-window");
        builder.summary(
            eventType,
            summaryType.get(),
            new EventTypeEntry.Window(shown(window), window.isTextual()));
      }
    }
  }

  private static String shown(JsonNode value) {
    return value.isMissingNode() ? "absent" : PythonText.str(value);
  }
}

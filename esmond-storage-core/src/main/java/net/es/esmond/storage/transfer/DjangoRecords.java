package net.es.esmond.storage.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * Puts records together from the rows of esmond's tables as Django's {@code dumpdata} writes them,
 * in any order. Each becomes an object like a line of an export.
 */
final class DjangoRecords {
  private final Map<Long, ObjectNode> lines = new LinkedHashMap<>();

  void add(JsonNode row) {
    JsonNode fields = row.path("fields");
    switch (row.path("model").asText()) {
      case "api.psmetadata" -> {
        ObjectNode line = line(row.path("pk").asLong());
        line.set("checksum", fields.path("checksum"));
        ObjectNode record = line.withObject("/record");
        record.set("metadata-key", fields.path("metadata_key"));
        record.set("subject-type", fields.path("subject_type"));
      }
      case "api.pspointtopointsubject", "api.psnetworkelementsubject" ->
          fields
              .properties()
              .forEach(
                  field -> {
                    if (!field.getKey().equals("metadata")) {
                      line(fields)
                          .withObject("/record")
                          .set(field.getKey().replace('_', '-'), field.getValue());
                    }
                  });
      case "api.pseventtypes" -> addEventType(fields);
      case "api.psmetadataparameters" ->
          line(fields)
              .withObject("/parameters")
              .set(fields.path("parameter_key").asText(), fields.path("parameter_value"));
      default -> {}
    }
  }

  private ObjectNode line(JsonNode fields) {
    return line(fields.path("metadata").asLong());
  }

  private ObjectNode line(long id) {
    return lines.computeIfAbsent(
        id,
        absent -> {
          ObjectNode line = Json.MAPPER.createObjectNode();
          line.withObject("/record").putArray("event-types");
          return line;
        });
  }

  private void addEventType(JsonNode fields) {
    ObjectNode eventType = eventType(line(fields), fields.path("event_type"));
    ObjectNode updated = eventType;
    if (!fields.path("summary_type").asText().equals("base")) {
      updated = eventType.withArray("/summaries").addObject();
      updated.set("summary-type", fields.path("summary_type"));
      updated.set("summary-window", fields.path("summary_window"));
    }
    if (fields.path("time_updated").isTextual()) {
      updated.put("time-updated", seconds(fields.path("time_updated").asText()));
    }
  }

  private static long seconds(String time) {
    try {
      return Instant.parse(time).getEpochSecond();
    } catch (DateTimeParseException e) {
      throw new InvalidInputException("time_updated", time, "must be a time with its offset");
    }
  }

  /** Returns the entry of an event type, in which all its summaries are. */
  private static ObjectNode eventType(ObjectNode line, JsonNode name) {
    ArrayNode all = line.withObject("/record").withArray("/event-types");
    for (JsonNode each : all) {
      if (each.path("event-type").equals(name)) {
        return (ObjectNode) each;
      }
    }
    ObjectNode added = all.addObject();
    added.set("event-type", name);
    return added;
  }

  Collection<ObjectNode> lines() {
    return lines.values();
  }
}

package net.es.esmond.storage.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.es.esmond.storage.document.ArchiveDocuments;
import net.es.esmond.storage.document.RegistrationDocument;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;
import org.jspecify.annotations.Nullable;

/**
 * Records as esmond serves them, and as lines of an export have them: with the checksum, and the
 * parameters' names as they are.
 */
final class RecordJson {
  /** What every line with a record begins with. */
  static final String LINE = "{\"record\":";

  /** Members of a served record that no registration has. */
  private static final List<String> NOT_REGISTERED =
      List.of(
          "url",
          "uri",
          "metadata-key",
          "metadata-count-total",
          "metadata-previous-page",
          "metadata-next-page");

  /** esmond's documents; whoever reads an export takes no notice of the host in their links. */
  static final ArchiveDocuments DOCUMENTS =
      ArchiveDocuments.at(URI.create("http://localhost/esmond/perfsonar/archive/"));

  private RecordJson() {}

  static String line(Metadata record) {
    StringBuilder line = new StringBuilder(LINE);
    try {
      DOCUMENTS.record(record).appendTo(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ObjectNode parameters = Json.MAPPER.createObjectNode();
    record.parameters().forEach(parameters::put);
    return line.append(",\"checksum\":\"")
        .append(record.checksum())
        .append("\",\"parameters\":")
        .append(parameters)
        .append('}')
        .toString();
  }

  /** Reads what {@link #line} wrote. */
  static Metadata ofLine(JsonNode line) {
    Metadata record = read(line.path("record"));
    Map<String, String> parameters = new LinkedHashMap<>();
    line.path("parameters")
        .properties()
        .forEach(each -> parameters.put(each.getKey(), each.getValue().asText()));
    String checksum = line.path("checksum").asText(record.checksum());
    return new Metadata(record.key(), checksum, record.subject(), record.eventTypes(), parameters);
  }

  /**
   * Reads a record that esmond served. Its checksum is computed again, as esmond does not serve it.
   *
   * @throws InvalidInputException when the record breaks a rule of registrations, or has no key
   */
  static Metadata read(JsonNode served) {
    if (!(served instanceof ObjectNode) || !served.path("metadata-key").isTextual()) {
      throw new InvalidInputException("record", served, "must be an object with a metadata-key");
    }
    ObjectNode document = served.deepCopy();
    document.remove(NOT_REGISTERED);
    // A database may hold event types of other versions of esmond.
    ArrayNode known = document.putArray("event-types");
    served.path("event-types").forEach(each -> addKnown(each, known));
    Registration registration = RegistrationDocument.read(document.toString());
    Map<EventTypeInfo, Instant> times = new HashMap<>();
    Set<EventTypeInfo> infos = new LinkedHashSet<>(registration.eventTypes());
    served.path("event-types").forEach(each -> addShown(each, infos, times));
    return new Metadata(
        served.path("metadata-key").textValue(),
        registration.checksum(),
        registration.subject(),
        infos.stream().map(info -> updated(info, times.get(info))).toList(),
        registration.parameters());
  }

  private static void addKnown(JsonNode eventType, ArrayNode known) {
    if (EventType.find(eventType.path("event-type").asText()).isPresent()) {
      known.add(eventType);
    }
  }

  private static EventTypeInfo updated(EventTypeInfo info, @Nullable Instant time) {
    return new EventTypeInfo(
        info.eventType(), info.summaryType(), info.windowSeconds(), Optional.ofNullable(time));
  }

  /** Adds an event type and its summaries, and when they were updated. */
  private static void addShown(
      JsonNode eventType, Set<EventTypeInfo> infos, Map<EventTypeInfo, Instant> times) {
    String name = eventType.path("event-type").asText();
    add(new EventTypeInfo(name, SummaryType.BASE, 0, Optional.empty()), eventType, infos, times);
    for (JsonNode summary : eventType.path("summaries")) {
      SummaryType.find(summary.path("summary-type").asText())
          .map(
              type ->
                  new EventTypeInfo(
                      name, type, summary.path("summary-window").asLong(), Optional.empty()))
          .ifPresent(info -> add(info, summary, infos, times));
    }
  }

  private static void add(
      EventTypeInfo info,
      JsonNode shown,
      Set<EventTypeInfo> infos,
      Map<EventTypeInfo, Instant> times) {
    infos.add(info);
    if (shown.path("time-updated").isNumber()) {
      times.put(info, PointLines.time(shown.path("time-updated")));
    }
  }
}

package net.es.esmond.storage.document;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.series.SummaryType;

/** Writes event types of one record: each once, with its summaries in it. */
final class EventTypeWriter {
  private final JsonGenerator json;
  private final String recordPath;

  /**
   * Writes to a document.
   *
   * @param json the document
   * @param recordPath path of the record, with a slash at its end
   */
  EventTypeWriter(JsonGenerator json, String recordPath) {
    this.json = json;
    this.recordPath = recordPath;
  }

  void write(List<EventTypeInfo> infos) throws IOException {
    Map<String, List<EventTypeInfo>> byName =
        infos.stream().collect(groupingBy(EventTypeInfo::eventType, LinkedHashMap::new, toList()));
    json.writeStartArray();
    for (Map.Entry<String, List<EventTypeInfo>> entry : byName.entrySet()) {
      write(entry.getKey(), entry.getValue());
    }
    json.writeEndArray();
  }

  private void write(String eventType, List<EventTypeInfo> infos) throws IOException {
    Optional<Instant> updated =
        infos.stream()
            .filter(info -> info.summaryType() == SummaryType.BASE)
            .findFirst()
            .flatMap(EventTypeInfo::timeUpdated);
    json.writeStartObject();
    json.writeStringField("base-uri", recordPath + eventType + "/base");
    json.writeStringField("event-type", eventType);
    writeTimeUpdated(updated);
    json.writeFieldName("summaries");
    writeSummaries(infos);
    json.writeEndObject();
  }

  /** Writes a list of the summaries that are among these; base points are passed over. */
  void writeSummaries(List<EventTypeInfo> infos) throws IOException {
    json.writeStartArray();
    for (EventTypeInfo info : infos) {
      if (info.summaryType() != SummaryType.BASE) {
        writeSummary(info);
      }
    }
    json.writeEndArray();
  }

  private void writeSummary(EventTypeInfo info) throws IOException {
    String type = info.summaryType().pathName();
    String window = Long.toString(info.windowSeconds());
    json.writeStartObject();
    json.writeStringField("uri", recordPath + info.eventType() + "/" + type + "/" + window);
    json.writeStringField("summary-type", info.summaryType().esmondName());
    json.writeStringField("summary-window", window);
    writeTimeUpdated(info.timeUpdated());
    json.writeEndObject();
  }

  private void writeTimeUpdated(Optional<Instant> time) throws IOException {
    json.writeFieldName("time-updated");
    if (time.isPresent()) {
      json.writeNumber(time.get().getEpochSecond());
    } else {
      json.writeNull();
    }
  }
}

package net.es.esmond.storage.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.PointToPoint;
import net.es.esmond.storage.metadata.Subject;
import net.es.esmond.storage.metadata.SubjectType;

/** Writes metadata records with the members of esmond, in esmond's order. */
final class RecordWriter {
  /** The members of a record besides its subject's and its parameters. */
  private static final Set<String> OWN =
      Set.of(
          "url",
          "uri",
          "metadata-key",
          "subject-type",
          "event-types",
          "metadata-count-total",
          "metadata-previous-page",
          "metadata-next-page");

  private final JsonGenerator json;
  private final URI archive;

  /**
   * Writes to a document.
   *
   * @param json the document
   * @param archive URL of all records, with a slash at its end
   */
  RecordWriter(JsonGenerator json, URI archive) {
    this.json = json;
    this.archive = archive;
  }

  static String path(URI archive, Metadata record) {
    return archive.getRawPath() + segment(record);
  }

  private static String segment(Metadata record) {
    return URLEncoder.encode(record.key(), UTF_8).replace("+", "%20") + "/";
  }

  void write(Metadata record, Optional<PageLinks> page) throws IOException {
    String path = path(archive, record);
    json.writeStartObject();
    json.writeStringField("url", archive + segment(record));
    json.writeStringField("metadata-key", record.key());
    json.writeStringField("subject-type", record.subject().type().esmondName());
    json.writeFieldName("event-types");
    new EventTypeWriter(json, path).write(record.eventTypes());
    write(subject(record.subject()));
    write(parameters(record));
    json.writeStringField("uri", path);
    if (page.isPresent()) {
      json.writeNumberField("metadata-count-total", page.get().total());
      write("metadata-previous-page", page.get().previous());
      write("metadata-next-page", page.get().next());
    }
    json.writeEndObject();
  }

  private void write(Map<String, String> members) throws IOException {
    for (Map.Entry<String, String> member : members.entrySet()) {
      json.writeStringField(member.getKey(), member.getValue());
    }
  }

  private void write(String name, Optional<String> link) throws IOException {
    json.writeFieldName(name);
    if (link.isPresent()) {
      json.writeString(link.get());
    } else {
      json.writeNull();
    }
  }

  private static Map<String, String> subject(Subject subject) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("source", subject.source());
    if (subject instanceof PointToPoint path) {
      members.put("destination", path.destination());
    }
    members.put("measurement-agent", subject.measurementAgent());
    members.put("tool-name", subject.toolName());
    members.put("input-source", subject.inputSource());
    if (subject instanceof PointToPoint path) {
      members.put("input-destination", path.inputDestination());
    }
    return members;
  }

  /** Returns the parameters by names with dashes. Of two, the name with underscores wins. */
  private static Map<String, String> parameters(Metadata record) {
    Map<String, String> members = new LinkedHashMap<>();
    record
        .parameters()
        .forEach(
            (name, value) -> {
              String dashed = name.replace('_', '-');
              if (name.equals(dashed)) {
                members.putIfAbsent(dashed, value);
              } else {
                members.put(dashed, value);
              }
            });
    members.keySet().removeAll(OWN);
    members.keySet().removeAll(SubjectType.POINT_TO_POINT.fields());
    return members;
  }
}

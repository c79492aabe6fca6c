package net.es.esmond.storage.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.es.esmond.storage.document.ArchiveDocuments;
import net.es.esmond.storage.document.PageLinks;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.NetworkElement;
import net.es.esmond.storage.metadata.PointToPoint;
import net.es.esmond.storage.metadata.Subject;
import net.es.esmond.storage.series.SummaryType;

/**
 * Records and the page that shows them, made by esmond's functions for event types, names and
 * links. Of objects, the order of members is compared too.
 */
final class RecordDocumentsFile implements VectorFile {
  @Override
  public String name() {
    return "record-documents.json";
  }

  @Override
  public void check(JsonNode vector) {
    PageLinks page =
        new PageLinks(
            URI.create(vector.get("request").textValue()),
            vector.get("limit").longValue(),
            vector.get("offset").longValue(),
            vector.get("total").longValue());
    List<Metadata> records = cases(vector.get("records")).map(RecordDocumentsFile::record).toList();

    byte[] document =
        ArchiveDocuments.at(URI.create(vector.get("archive").textValue()))
            .records(records.stream(), page)
            .bytes();

    assertThat(json(document).toString()).isEqualTo(vector.get("document").toString());
    assertThat(page.header()).isEqualTo(Optional.ofNullable(vector.get("link").textValue()));
  }

  private static JsonNode json(byte[] document) {
    try {
      return new ObjectMapper().readTree(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Metadata record(JsonNode record) {
    Map<String, String> parameters = new LinkedHashMap<>();
    record
        .get("parameters")
        .properties()
        .forEach(each -> parameters.put(each.getKey(), each.getValue().textValue()));
    List<EventTypeInfo> eventTypes =
        record
            .get("event_types")
            .valueStream()
            .map(
                each ->
                    new EventTypeInfo(
                        each.get(0).textValue(),
                        SummaryType.of(each.get(1).textValue()),
                        each.get(2).longValue(),
                        time(each.get(3))))
            .toList();
    String key = record.get("metadata_key").textValue();
    return new Metadata(key, "", subject(record.get("subject")), eventTypes, parameters);
  }

  private static Optional<Instant> time(JsonNode seconds) {
    return seconds.isNull()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli((long) (seconds.doubleValue() * 1000)));
  }

  private static Subject subject(JsonNode subject) {
    String source = subject.get("source").textValue();
    String agent = subject.get("measurement_agent").textValue();
    String tool = subject.get("tool_name").textValue();
    String inputSource = subject.get("input_source").textValue();
    return subject.has("destination")
        ? new PointToPoint(
            source,
            subject.get("destination").textValue(),
            agent,
            tool,
            inputSource,
            subject.get("input_destination").textValue())
        : new NetworkElement(source, agent, tool, inputSource);
  }
}

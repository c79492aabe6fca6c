package net.es.esmond.storage.testkit.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.document.ArchiveDocuments;
import net.es.esmond.storage.document.JsonDocument;
import net.es.esmond.storage.document.PageLinks;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.metadata.HostLookup;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.vectors.VectorFile;

/** Searches of the database that esmond's Django models made, and what esmond found there. */
public final class MetadataQueriesFile implements VectorFile {
  public static final String NAME = "metadata-queries.json";

  private static final String ARCHIVE = "http://ma.example.net/perfsonar/archive/";
  private static final ArchiveDocuments DOCUMENTS = ArchiveDocuments.at(URI.create(ARCHIVE));

  private final MetadataStore store;

  /** Asks a store that is open on that database. */
  public MetadataQueriesFile(MetadataStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void check(JsonNode vector) {
    Map<String, String> parameters = new LinkedHashMap<>();
    vector
        .get("filters")
        .properties()
        .forEach(entry -> parameters.put(entry.getKey(), entry.getValue().asText()));

    if (vector.has("error")) {
      assertThatThrownBy(() -> MetadataQuery.parse(parameters, Clock.systemUTC()))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(vector.get("error").asText());
      return;
    }
    List<String> expected = new ArrayList<>();
    vector.get("metadata_keys").forEach(key -> expected.add(key.asText()));
    MetadataQuery query = resolved(MetadataQuery.parse(parameters, Clock.systemUTC()));

    List<Metadata> found = await(store.find(query, soon())).records();
    assertThat(found).extracting(Metadata::key).isEqualTo(expected);
    assertThat(await(store.count(query, soon()))).isEqualTo(expected.size());
    checkDocument(found);
  }

  /** Checks that the document of the records has each of them, with members that read back. */
  private static void checkDocument(List<Metadata> records) {
    PageLinks page = new PageLinks(URI.create(ARCHIVE), 1500, 0, records.size());
    JsonNode document = json(DOCUMENTS.records(records.stream(), page));

    assertThat(document.findValuesAsText("metadata-key"))
        .isEqualTo(records.stream().map(Metadata::key).toList());
    for (int i = 0; i < records.size(); i++) {
      Metadata record = records.get(i);
      JsonNode members = document.get(i);
      assertThat(members.get("source").textValue()).isEqualTo(record.subject().source());
      record
          .parameters()
          .forEach(
              (name, value) ->
                  assertThat(members.get(name.replace('_', '-')).textValue()).isEqualTo(value));
      assertThat(members.has("metadata-count-total")).isEqualTo(i == 0);
    }
  }

  private static JsonNode json(JsonDocument document) {
    try {
      return new ObjectMapper().readTree(document.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MetadataQuery resolved(MetadataQuery query) {
    return await(new HostLookup(StorageThreads.shared().timed()).resolve(query, soon()));
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(30));
  }
}

package net.es.esmond.storage.testkit.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;
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

    assertThat(await(store.find(query, soon())).records())
        .extracting(Metadata::key)
        .isEqualTo(expected);
    assertThat(await(store.count(query, soon()))).isEqualTo(expected.size());
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

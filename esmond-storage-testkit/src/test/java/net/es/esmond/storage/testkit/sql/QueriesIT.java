package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import net.es.esmond.storage.metadata.ChangeCursor;
import net.es.esmond.storage.metadata.ChangePage;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataPage;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.testkit.vectors.MetadataQueriesFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Searches of the database that esmond's Django models made. */
class QueriesIT {
  private static final Path VECTORS =
      Path.of("../esmond-storage-core/src/test/resources/vectors/metadata-queries.json");

  private static SqlDatabase database;
  private static MetadataStore store;

  @BeforeAll
  static void open() throws IOException, SQLException {
    database = SqlDatabase.createByDjango();
    store = database.open();
  }

  @AfterAll
  static void close() {
    if (store != null) {
      store.close();
    }
  }

  static Stream<Arguments> vectors() throws IOException {
    JsonNode vectors = new ObjectMapper().readTree(VECTORS.toFile());
    assertThat(vectors).isNotEmpty();
    return StreamSupport.stream(vectors.spliterator(), false)
        .map(vector -> Arguments.of(vector.get("filters"), vector));
  }

  private static MetadataPage find(MetadataQuery query) {
    return SqlDatabase.await(store.find(query, SqlDatabase.soon()));
  }

  private static List<String> keys(MetadataPage page) {
    return page.records().stream().map(Metadata::key).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void it_finds_what_esmond_finds(JsonNode filters, JsonNode vector) {
    new MetadataQueriesFile(store).check(vector);
  }

  @Test
  void pages_follow_by_key_and_an_offset_skips_the_first() {
    List<String> all = keys(find(MetadataQuery.builder().build()));
    List<String> paged = new ArrayList<>();
    Optional<MetadataQuery> next = Optional.of(MetadataQuery.builder().limit(5).offset(2).build());
    int pages = 0;
    while (next.isPresent()) {
      MetadataPage page = find(next.get());
      paged.addAll(keys(page));
      next = page.next();
      pages++;
    }

    assertThat(paged).isEqualTo(all.subList(2, all.size()));
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void what_it_finds_is_whole() {
    Metadata record =
        find(MetadataQuery.builder().metadataKey("67a3c298de0b4237abee56b879e03587").build())
            .records()
            .get(0);

    assertThat(record)
        .isEqualTo(SqlDatabase.await(store.find(record.key(), SqlDatabase.soon())).orElseThrow());
    assertThat(record.eventTypes()).isNotEmpty();
    assertThat(record.parameters()).containsEntry("ip-packet-size", "1000");
  }

  @Test
  void a_follower_sees_every_touch_and_pages_without_missing_one() throws Exception {
    SqlDatabase django = SqlDatabase.createByDjango();
    try (MetadataStore archive = django.open()) {
      ChangeCursor cursor = ChangeCursor.from(Instant.now().minusSeconds(60));
      List<Metadata> all =
          SqlDatabase.await(
                  archive.find(
                      MetadataQuery.builder().eventType("packet-trace").build(),
                      SqlDatabase.soon()))
              .records();
      for (Metadata record : all) {
        SqlDatabase.await(archive.touch(record.key(), EventType.PACKET_TRACE, SqlDatabase.soon()));
      }
      List<String> seen = new ArrayList<>();
      ChangePage page;
      do {
        page = SqlDatabase.await(archive.changedSince(cursor, 3, SqlDatabase.soon()));
        page.records().forEach(record -> seen.add(record.key()));
        cursor = ChangeCursor.parse(page.next().toString());
      } while (!page.complete());

      assertThat(all).isNotEmpty();
      assertThat(seen).containsExactlyElementsOf(all.stream().map(Metadata::key).toList());
      assertThat(cursor.since()).isBefore(Instant.now());
    }
  }
}

package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.es.esmond.storage.document.RegistrationDocument;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.PointToPoint;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.metadata.RegistrationBuilder;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.MetadataStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RegisterIT {
  /** Of the fixture's records: the others were made by older rules than today's. */
  private static final int REPRODUCIBLE = 5;

  /** All but ids and times, and the key, which is random in esmond. */
  private static final List<String> COLUMNS =
      List.of(
          "SELECT m.checksum, m.subject_type FROM ps_metadata m",
          "SELECT s.tool_name, s.source, s.destination, s.measurement_agent, s.input_source,"
              + " s.input_destination FROM ps_metadata m JOIN ps_p2p_subject s"
              + " ON s.metadata_id = m.id",
          "SELECT s.tool_name, s.source, s.measurement_agent, s.input_source FROM ps_metadata m"
              + " JOIN ps_networkelement_subject s ON s.metadata_id = m.id",
          "SELECT row_number() OVER (ORDER BY e.id), e.event_type, e.summary_type,"
              + " e.summary_window FROM ps_metadata m JOIN ps_event_types e"
              + " ON e.metadata_id = m.id",
          "SELECT p.parameter_key, p.parameter_value FROM ps_metadata m"
              + " JOIN ps_metadata_parameters p ON p.metadata_id = m.id");

  private static SqlDatabase database;
  private static MetadataStore store;

  @BeforeAll
  static void open() {
    database = SqlDatabase.create();
    store = SqlDatabase.open(database.conf().poolSize(16).build());
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private static Metadata register(Registration registration) {
    return SqlDatabase.await(store.register(registration, SqlDatabase.soon()));
  }

  private static Metadata find(String key) {
    return SqlDatabase.await(store.find(key, SqlDatabase.soon())).orElseThrow();
  }

  private static RegistrationBuilder path(String tool) {
    return Registration.pointToPoint()
        .source("198.51.100.1")
        .inputSource("A.example.net")
        .destination("2001:DB8:0::2")
        .inputDestination("b.example.net")
        .measurementAgent("198.51.100.9")
        .toolName(tool);
  }

  @Test
  void every_document_vector_gets_one_record_with_esmonds_checksum() throws Exception {
    JsonNode vectors;
    try (InputStream in =
        Files.newInputStream(
            Path.of("../esmond-storage-core/src/test/resources/vectors/metadata-checksums.json"))) {
      vectors = new ObjectMapper().readTree(in);
    }
    Set<String> keys = new HashSet<>();
    for (JsonNode vector : vectors) {
      Registration registration = RegistrationDocument.read(vector.get("document").toString());
      Metadata created = register(registration);
      Metadata again = register(registration);

      assertThat(created.checksum()).isEqualTo(vector.get("checksum").asText());
      assertThat(created.eventTypes())
          .containsExactlyInAnyOrderElementsOf(registration.eventTypes());
      assertThat(created.parameters()).isEqualTo(registration.parameters());
      assertThat(again).isEqualTo(created).isEqualTo(find(created.key()));
      keys.add(created.key());
    }
    assertThat(keys).hasSize(vectors.size());
  }

  @Test
  void sixteen_threads_with_one_document_create_one_record_without_doubles() throws Exception {
    for (int round = 0; round < 20; round++) {
      Registration registration =
          path("race-" + round)
              .eventType(EventType.THROUGHPUT)
              .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofDays(1))
              .parameter("bw-parallel-streams", "2")
              .build();
      List<CompletableFuture<Metadata>> all =
          IntStream.range(0, 16)
              .mapToObj(i -> store.register(registration, SqlDatabase.soon()).toCompletableFuture())
              .toList();
      Set<Metadata> answers = new HashSet<>();
      all.forEach(one -> answers.add(SqlDatabase.await(one)));

      assertThat(answers).extracting(Metadata::key).containsExactly(registration.newKey());
    }
    assertThat(
            database.rows(
                "SELECT count(*), count(DISTINCT m.id), sum((SELECT count(*) FROM ps_event_types e"
                    + " WHERE e.metadata_id = m.id)), sum((SELECT count(*) FROM"
                    + " ps_metadata_parameters q WHERE q.metadata_id = m.id)) FROM ps_metadata m"
                    + " JOIN ps_p2p_subject p ON p.metadata_id = m.id"
                    + " WHERE p.tool_name LIKE 'race-%'"))
        .containsExactly("20|20|40|20");
  }

  @Test
  void its_rows_are_what_esmond_writes_column_by_column() throws Exception {
    Registration registration =
        path("rows")
            .eventType(EventType.THROUGHPUT)
            .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofDays(1))
            .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofHours(1))
            .eventType(EventType.FAILURES)
            .parameter("time-duration", "20")
            .parameter("ip-tos", "0")
            .build();

    String id =
        database
            .rows(
                "SELECT id FROM ps_metadata WHERE metadata_key = '"
                    + register(registration).key()
                    + "'")
            .get(0);

    assertThat(
            database.rows(
                "SELECT metadata_key, subject_type, checksum FROM ps_metadata WHERE id = " + id))
        .containsExactly(registration.newKey() + "|point-to-point|" + registration.checksum());
    assertThat(
            database.rows(
                "SELECT tool_name, source, destination, measurement_agent, input_source,"
                    + " input_destination FROM ps_p2p_subject WHERE metadata_id = "
                    + id))
        .containsExactly("rows|198.51.100.1|2001:db8::2|198.51.100.9|A.example.net|b.example.net");
    assertThat(
            database.rows(
                "SELECT event_type, summary_type, summary_window, time_updated FROM ps_event_types"
                    + " WHERE metadata_id = "
                    + id
                    + " ORDER BY id"))
        .containsExactly(
            "failures|base|0|null",
            "throughput|average|3600|null",
            "throughput|average|86400|null",
            "throughput|base|0|null");
    assertThat(
            database.rows(
                "SELECT parameter_key, parameter_value FROM ps_metadata_parameters"
                    + " WHERE metadata_id = "
                    + id
                    + " ORDER BY id"))
        .containsExactly("ip-tos|0", "time-duration|20");
  }

  @Test
  void sql_metacharacters_are_stored_verbatim() {
    String nasty = "'; DROP TABLE ps_metadata; -- \\ \" {a,b} $1 ? %s \n Straße \uD83D\uDE00";
    Metadata created =
        register(
            path(nasty).inputSource(nasty).inputDestination(nasty).parameter(nasty, nasty).build());

    Metadata found = find(created.key());
    assertThat(found.subject().toolName()).isEqualTo(nasty);
    assertThat(found.subject().inputSource()).isEqualTo(nasty);
    assertThat(((PointToPoint) found.subject()).inputDestination()).isEqualTo(nasty);
    assertThat(found.parameters()).containsEntry(nasty, nasty);
    assertThat(SqlDatabase.await(store.find(nasty, SqlDatabase.soon()))).isEmpty();
  }

  @Test
  void a_network_element_is_kept_apart_from_paths() throws Exception {
    Registration registration =
        Registration.networkElement()
            .source("10.0.0.1")
            .measurementAgent("10.0.0.2")
            .toolName("snmp")
            .inputSource("router")
            .build();

    assertThat(register(registration).subject()).isEqualTo(registration.subject());
    assertThat(
            database.rows(
                "SELECT tool_name, source, measurement_agent, input_source"
                    + " FROM ps_networkelement_subject"))
        .contains("snmp|10.0.0.1|10.0.0.2|router");
  }

  @Test
  void records_by_esmond_keep_keys_and_are_found_by_checksum() throws Exception {
    SqlDatabase django = SqlDatabase.createByDjango();
    List<String> keys = django.rows("SELECT metadata_key FROM ps_metadata ORDER BY 1");
    int registeredAgain = 0;
    try (MetadataStore archive = django.open()) {
      for (String key : keys) {
        Metadata record = SqlDatabase.await(archive.find(key, SqlDatabase.soon())).orElseThrow();
        if (record.eventTypes().stream().noneMatch(RegisterIT::unknown)) {
          Registration same = Registrations.of(record);
          if (same.checksum().equals(record.checksum())) {
            assertThat(SqlDatabase.await(archive.register(same, SqlDatabase.soon())))
                .isEqualTo(record);
            registeredAgain++;
          }
        }
      }
    }
    assertThat(django.rows("SELECT count(*) FROM ps_metadata")).containsExactly("16");
    assertThat(keys).hasSize(16);
    assertThat(registeredAgain).isEqualTo(REPRODUCIBLE);
  }

  @Test
  void its_rows_equal_those_esmond_wrote_for_equal_registrations() throws Exception {
    SqlDatabase django = SqlDatabase.createByDjango();
    SqlDatabase ours = SqlDatabase.create();
    int compared = 0;
    try (MetadataStore theirs = django.open();
        MetadataStore store = ours.open()) {
      for (String key : django.rows("SELECT metadata_key FROM ps_metadata")) {
        Metadata record = SqlDatabase.await(theirs.find(key, SqlDatabase.soon())).orElseThrow();
        if (record.eventTypes().stream().noneMatch(RegisterIT::unknown)
            && Registrations.of(record).checksum().equals(record.checksum())) {
          SqlDatabase.await(store.register(Registrations.of(record), SqlDatabase.soon()));
          for (String columns : COLUMNS) {
            String query = columns + " WHERE m.checksum = '" + record.checksum() + "' ORDER BY 1";
            assertThat(ours.rows(query)).isEqualTo(django.rows(query));
          }
          compared++;
        }
      }
    }
    assertThat(compared).isEqualTo(REPRODUCIBLE);
  }

  /** The fixture has event types that esmond itself no longer accepts. */
  private static boolean unknown(EventTypeInfo info) {
    return EventType.find(info.eventType()).isEmpty();
  }

  @Test
  void a_registration_that_exists_costs_no_row_and_no_id() throws Exception {
    Registration registration = path("again").build();
    register(registration);
    List<String> before = database.rows("SELECT last_value FROM ps_metadata_id_seq");
    register(registration);

    assertThat(database.rows("SELECT last_value FROM ps_metadata_id_seq")).isEqualTo(before);
    assertThat(find(registration.newKey()).eventTypes()).isEqualTo(List.<EventTypeInfo>of());
  }

  @Test
  void a_record_that_esmond_left_half_is_completed() throws Exception {
    Registration registration =
        path("half")
            .eventType(EventType.THROUGHPUT)
            .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofDays(1))
            .eventType(EventType.FAILURES)
            .parameter("ip-tos", "0")
            .parameter("time-duration", "20")
            .build();
    SqlDatabase fresh = SqlDatabase.create();
    for (String cut :
        List.of(
            "DELETE FROM ps_event_types",
            "DELETE FROM ps_event_types WHERE summary_type = 'base'",
            "DELETE FROM ps_metadata_parameters WHERE parameter_key = 'ip-tos'",
            "DELETE FROM ps_p2p_subject; DELETE FROM ps_event_types;"
                + " DELETE FROM ps_metadata_parameters")) {
      try (MetadataStore one = fresh.open();
          MetadataStore other = fresh.open()) {
        Metadata whole = SqlDatabase.await(one.register(registration, SqlDatabase.soon()));
        fresh.execute(cut);

        List<CompletableFuture<Metadata>> both =
            Stream.of(one, other)
                .map(store -> store.register(registration, SqlDatabase.soon()))
                .map(CompletionStage::toCompletableFuture)
                .toList();

        for (CompletableFuture<Metadata> answer : both) {
          assertThat(SqlDatabase.await(answer))
              .usingRecursiveComparison()
              .ignoringCollectionOrder()
              .isEqualTo(whole);
        }
        SqlDatabase.await(one.touch(registration.newKey(), EventType.FAILURES, SqlDatabase.soon()));
        assertThat(
                fresh.rows(
                    "SELECT (SELECT count(*) FROM ps_event_types),"
                        + " (SELECT count(*) FROM ps_metadata_parameters),"
                        + " (SELECT count(*) FROM ps_p2p_subject)"))
            .containsExactly("3|2|1");
        fresh.execute("UPDATE ps_event_types SET time_updated = NULL");
      }
    }
  }
}

package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.error.UnknownMetadataException;
import net.es.esmond.storage.metadata.Deletion;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.PartitionStore;
import org.junit.jupiter.api.Test;

class DeletionIT {
  private static final Registration REGISTRATION =
      Registration.pointToPoint()
          .source("198.51.100.1")
          .inputSource("a.example.net")
          .destination("198.51.100.2")
          .inputDestination("b.example.net")
          .measurementAgent("198.51.100.1")
          .toolName("powstream")
          .eventType(EventType.HISTOGRAM_OWDELAY)
          .summary(EventType.HISTOGRAM_OWDELAY, SummaryType.STATISTICS, Duration.ofDays(1))
          .parameter("ip-tos", "0")
          .build();

  private static void makeDue(SqlDatabase database) throws Exception {
    database.execute(
        "UPDATE esmond_storage_deletions SET data_before = clock_timestamp() - interval '1 s'");
  }

  @Test
  void deletion_leaves_no_row_and_data_due_after_late_writers() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    try (MetadataStore store = database.open()) {
      String key = SqlDatabase.await(store.register(REGISTRATION, SqlDatabase.soon())).key();

      Deletion deletion = SqlDatabase.await(store.delete(key, SqlDatabase.soon())).orElseThrow();

      assertThat(deletion.eventTypes())
          .containsExactlyInAnyOrderElementsOf(REGISTRATION.eventTypes());
      assertThat(deletion.dataBefore()).isAfter(Instant.now().plusSeconds(60));
      assertThat(SqlDatabase.await(store.delete(key, SqlDatabase.soon()))).isEmpty();
      assertThat(SqlDatabase.await(store.findCached(key, SqlDatabase.soon()))).isEmpty();
      assertThatThrownBy(
              () ->
                  SqlDatabase.await(
                      store.touch(key, EventType.HISTOGRAM_OWDELAY, SqlDatabase.soon())))
          .isInstanceOf(UnknownMetadataException.class);
      for (String table :
          List.of("ps_metadata", "ps_p2p_subject", "ps_event_types", "ps_metadata_parameters")) {
        assertThat(database.rows("SELECT * FROM " + table)).isEmpty();
      }
      assertThat(SqlDatabase.await(store.dueDeletions(10, SqlDatabase.soon()))).isEmpty();

      makeDue(database);
      List<Deletion> due = SqlDatabase.await(store.dueDeletions(10, SqlDatabase.soon()));
      assertThat(due).extracting(Deletion::metadataKey).containsExactly(key);
      SqlDatabase.await(store.dataDeleted(due.get(0), SqlDatabase.soon()));
      assertThat(SqlDatabase.await(store.dueDeletions(10, SqlDatabase.soon()))).isEmpty();
    }
  }

  @Test
  void data_written_after_registering_again_is_not_to_be_deleted() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    try (MetadataStore store = database.open()) {
      String key = SqlDatabase.await(store.register(REGISTRATION, SqlDatabase.soon())).key();
      SqlDatabase.await(store.delete(key, SqlDatabase.soon()));

      assertThat(SqlDatabase.await(store.register(REGISTRATION, SqlDatabase.soon())).key())
          .isEqualTo(key);

      List<Deletion> due = SqlDatabase.await(store.dueDeletions(10, SqlDatabase.soon()));
      assertThat(due).hasSize(1);
      assertThat(
              database.rows(
                  "SELECT data_before <= clock_timestamp() FROM esmond_storage_deletions"))
          .containsExactly("t");
    }
  }

  @Test
  void a_deletion_is_newer_than_what_it_waited_for() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    try (MetadataStore store = database.open();
        Connection other = database.connect();
        Statement statement = other.createStatement()) {
      String key = SqlDatabase.await(store.register(REGISTRATION, SqlDatabase.soon())).key();
      other.setAutoCommit(false);
      statement.execute("SELECT FROM ps_metadata FOR UPDATE");
      CompletionStage<Optional<Deletion>> deletion = store.delete(key, SqlDatabase.soon());
      await()
          .until(
              () ->
                  !database
                      .rows(
                          "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                              + " AND datname = current_database()")
                      .isEmpty());
      Instant released = Instant.now().truncatedTo(ChronoUnit.MILLIS);

      other.commit();

      assertThat(SqlDatabase.await(deletion).orElseThrow().dataBefore())
          .isAfterOrEqualTo(released.plus(PartitionStore.LISTED_FOR.multipliedBy(2)));
    }
  }

  /** Newer versions of Django make such ids. */
  @Test
  void a_record_whose_ids_need_64_bits_is_deleted_too() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    database.open().close();
    for (String table : List.of("ps_event_types", "ps_metadata_parameters")) {
      database.execute(
          "ALTER TABLE %1$s ALTER id TYPE bigint, ALTER metadata_id TYPE bigint;".formatted(table)
              + "ALTER SEQUENCE %1$s_id_seq AS bigint RESTART 5000000000".formatted(table));
    }
    database.execute(
        "ALTER TABLE ps_p2p_subject ALTER metadata_id TYPE bigint;"
            + " ALTER TABLE ps_metadata ALTER id TYPE bigint;"
            + " ALTER SEQUENCE ps_metadata_id_seq AS bigint RESTART 6000000000");
    try (MetadataStore store = database.open()) {
      String key = SqlDatabase.await(store.register(REGISTRATION, SqlDatabase.soon())).key();
      SqlDatabase.await(store.touch(key, EventType.HISTOGRAM_OWDELAY, SqlDatabase.soon()));

      assertThat(SqlDatabase.await(store.delete(key, SqlDatabase.soon()))).isPresent();

      assertThat(SqlDatabase.await(store.find(key, SqlDatabase.soon()))).isEmpty();
      assertThat(database.rows("SELECT * FROM ps_event_types")).isEmpty();
    }
  }
}

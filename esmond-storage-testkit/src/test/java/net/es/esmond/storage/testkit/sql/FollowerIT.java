package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.es.esmond.storage.metadata.ChangeCursor;
import net.es.esmond.storage.metadata.ChangePage;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.MetadataStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What followers of changes see while the server's clock steps and other transactions stamp. */
class FollowerIT {
  /** Functions of these names hide PostgreSQL's own, and tell another time. */
  private static final String CLOCK =
      """
      CREATE SCHEMA clock;
      CREATE TABLE clock.step (by interval);
      INSERT INTO clock.step VALUES ('0');
      CREATE FUNCTION clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
        AS 'SELECT pg_catalog.clock_timestamp() + by FROM clock.step';
      CREATE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE
        AS 'SELECT pg_catalog.now() + by FROM clock.step';
      ALTER DATABASE %s SET search_path = public, clock, pg_catalog
      """;

  private SqlDatabase database;
  private MetadataStore store;
  private List<String> keys;
  private ChangeCursor cursor = ChangeCursor.from(Instant.now().minus(Duration.ofHours(1)));

  @BeforeEach
  void open() throws Exception {
    database = SqlDatabase.create();
    database.execute(CLOCK.formatted(database.name()));
    store = database.open();
    keys = IntStream.range(0, 20).mapToObj(this::register).toList();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private String register(int number) {
    Registration registration =
        Registration.networkElement()
            .source("10.0.0." + number)
            .measurementAgent("10.0.0.2")
            .toolName("t")
            .inputSource("h")
            .eventType(EventType.THROUGHPUT)
            .build();
    return SqlDatabase.await(store.register(registration, SqlDatabase.soon())).key();
  }

  private void touch(List<String> some) {
    some.forEach(
        key -> SqlDatabase.await(store.touch(key, EventType.THROUGHPUT, SqlDatabase.soon())));
  }

  private Set<String> poll() {
    Set<String> seen = new HashSet<>();
    ChangePage page;
    do {
      page = SqlDatabase.await(store.changedSince(cursor, 7, SqlDatabase.soon()));
      page.records().stream().map(Metadata::key).forEach(seen::add);
      cursor = page.next();
    } while (!page.complete());
    return seen;
  }

  private void step(String by) throws Exception {
    database.execute("UPDATE clock.step SET by = '" + by + "'");
  }

  @Test
  void a_clock_that_steps_back_hides_no_change() throws Exception {
    touch(keys.subList(0, 10));
    assertThat(poll()).hasSize(10);

    step("-5 minutes");
    touch(keys.subList(10, 20));

    assertThat(poll()).containsAll(keys.subList(10, 20));
    touch(keys.subList(5, 15));
    assertThat(poll()).containsAll(keys.subList(5, 15));

    step("1 minute");
    touch(keys.subList(15, 20));
    assertThat(poll()).containsAll(keys.subList(15, 20));
  }

  @Test
  void a_stamp_that_commits_late_is_seen() throws Exception {
    poll();
    try (Connection esmond = database.connect();
        Statement statement = esmond.createStatement()) {
      esmond.setAutoCommit(false);
      statement.execute("SELECT FROM ps_metadata");
      step("40 seconds");
      assertThat(poll()).isEmpty();
      statement.execute(
          "UPDATE ps_event_types SET time_updated = pg_catalog.now()"
              + " WHERE metadata_id = (SELECT id FROM ps_metadata WHERE metadata_key = '"
              + keys.get(3)
              + "')");
      step("80 seconds");
      assertThat(poll()).isEmpty();
      esmond.commit();
    }

    assertThat(poll()).containsExactly(keys.get(3));
  }

  @Test
  void a_reader_of_long_ago_does_not_hold_followers_up() throws Exception {
    try (Connection dump = database.connect();
        Statement statement = dump.createStatement()) {
      dump.setAutoCommit(false);
      statement.execute("SELECT FROM ps_metadata");
      step("11 minutes");
      touch(keys);
      poll();
      step("12 minutes");
      poll();

      assertThat(poll()).isEmpty();
    }
  }
}

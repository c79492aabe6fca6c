package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.metadata.MetadataPage;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.sql.internal.pool.Database;
import net.es.esmond.storage.sql.internal.schema.DatabaseSchema;
import net.es.esmond.storage.sql.internal.schema.TableShape;
import net.es.esmond.storage.sql.internal.schema.Upgrade;
import org.junit.jupiter.api.Test;

class SchemaIT {
  private static final String TABLES =
      "('ps_metadata', 'ps_p2p_subject', 'ps_networkelement_subject', 'ps_event_types',"
          + " 'ps_metadata_parameters', 'auth_user', 'authtoken_token', 'useripaddress',"
          + " 'django_content_type', 'auth_permission', 'auth_group', 'auth_group_permissions',"
          + " 'auth_user_groups', 'auth_user_user_permissions', 'django_migrations')";

  private static final String COLUMNS =
      "SELECT table_name, ordinal_position, column_name, data_type, character_maximum_length,"
          + " is_nullable, column_default FROM information_schema.columns"
          + " WHERE table_schema = 'public' AND table_name IN "
          + TABLES
          + " AND column_name NOT LIKE 'esmond\\_%' ORDER BY 1, 2";

  private static final String CONSTRAINTS =
      "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
          + " WHERE contype <> 'n' AND conrelid::regclass::text IN "
          + TABLES
          + " ORDER BY 1, 2";

  private static final String INDEXES =
      "SELECT indexdef FROM pg_indexes WHERE tablename IN "
          + TABLES
          + " AND indexname NOT LIKE 'esmond\\_%' ORDER BY 1";

  private static final String SEQUENCES =
      "SELECT sequencename, data_type, start_value, increment_by, cache_size,"
          + " pg_get_serial_sequence(replace(sequencename::text, '_id_seq', ''), 'id')"
          + " FROM pg_sequences WHERE replace(sequencename::text, '_id_seq', '') IN "
          + TABLES
          + " ORDER BY 1";

  private static final String ADDED =
      "SELECT table_name, column_name, data_type FROM information_schema.columns"
          + " WHERE table_name LIKE 'ps\\_%' AND column_name LIKE 'esmond\\_%' ORDER BY 1, 2";

  private static final String HOUR = "ps_event_types|esmond_updated_hour|integer";

  /** An upgrade that a later version may add. */
  private static final Upgrade NOTE =
      new Upgrade(
          6,
          List.of(new TableShape("ps_metadata", Map.of("esmond_note", "text"), List.of())),
          "",
          "ALTER TABLE ps_metadata ADD COLUMN IF NOT EXISTS esmond_note text");

  @Test
  void absent_tables_are_created_as_django_makes_them() throws Exception {
    SqlDatabase django = SqlDatabase.createByDjango();
    SqlDatabase ours = SqlDatabase.create();
    ours.open().close();

    for (String query : List.of(COLUMNS, CONSTRAINTS, INDEXES, SEQUENCES)) {
      assertThat(ours.rows(query)).isNotEmpty().isEqualTo(django.rows(query));
    }
  }

  @Test
  void tables_made_by_django_are_accepted_as_they_are() throws Exception {
    SqlDatabase django = SqlDatabase.createByDjango();
    List<String> before = django.rows(COLUMNS);

    try (MetadataStore store = django.open()) {
      assertThat(
              SqlDatabase.await(store.find("67a3c298de0b4237abee56b879e03587", SqlDatabase.soon())))
          .isPresent();
    }
    assertThat(django.rows(COLUMNS)).isEqualTo(before);
  }

  @Test
  void a_large_table_serves_before_its_requested_upgrade() throws Exception {
    SqlDatabase django = SqlDatabase.createByDjango();
    django.execute(
        "INSERT INTO ps_event_types (event_type, summary_type, summary_window, metadata_id)"
            + " SELECT repeat('x', 128), repeat('y', 128), n, 32 FROM generate_series(1, 70000) n");
    MetadataQuery query =
        MetadataQuery.builder().updatedSince(Instant.ofEpochSecond(1398798900)).build();
    try (MetadataStore store = django.open()) {
      assertThat(django.rows(ADDED)).isEmpty();
      MetadataPage before = SqlDatabase.await(store.find(query, SqlDatabase.soon()));

      SqlDatabase.await(store.upgrade(SqlDatabase.soon()));
      SqlDatabase.await(store.upgrade(SqlDatabase.soon()));

      assertThat(django.rows(ADDED)).containsExactly(HOUR);
      assertThat(SqlDatabase.await(store.find(query, SqlDatabase.soon())).records())
          .hasSize(4)
          .isEqualTo(before.records());
    }
  }

  @Test
  void an_earlier_versions_date_column_makes_room_for_hours() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    database.open().close();
    database.execute(
        "ALTER TABLE ps_event_types DROP COLUMN esmond_updated_hour, ADD COLUMN esmond_updated_on"
            + " date GENERATED ALWAYS AS ((time_updated AT TIME ZONE 'UTC')::date) STORED;"
            + " DROP INDEX esmond_metadata_parameters_value;"
            + " UPDATE esmond_storage_schema SET version = 2 WHERE version = 3");

    database.open().close();

    assertThat(
            database.rows(
                "SELECT column_name FROM information_schema.columns"
                    + " WHERE table_name = 'ps_event_types' AND column_name LIKE 'esmond%'"))
        .containsExactly("esmond_updated_hour");
  }

  @Test
  void a_further_upgrade_reaches_databases_of_every_earlier_version() throws Exception {
    List<Upgrade> upgrades = new ArrayList<>(Upgrade.ALL);
    upgrades.add(NOTE);
    SqlDatabase django = SqlDatabase.createByDjango();
    SqlDatabase ownTables = SqlDatabase.createByDjango();
    ensure(ownTables, Upgrade.ALL.subList(0, 1));
    SqlDatabase theDate = SqlDatabase.create();
    ensure(theDate, Upgrade.ALL.subList(0, 1));
    theDate.execute(
        "ALTER TABLE ps_event_types ADD COLUMN esmond_updated_on"
            + " date GENERATED ALWAYS AS ((time_updated AT TIME ZONE 'UTC')::date) STORED;"
            + " INSERT INTO esmond_storage_schema (version) VALUES (2)");
    SqlDatabase current = SqlDatabase.create();
    ensure(current, Upgrade.ALL);

    for (SqlDatabase database :
        List.of(SqlDatabase.create(), django, ownTables, theDate, current)) {
      ensure(database, upgrades);
      ensure(database, upgrades);

      assertThat(database.rows(ADDED)).containsExactly(HOUR, "ps_metadata|esmond_note|text");
      assertThat(
              database.rows(
                  "SELECT version FROM esmond_storage_schema WHERE version IN (1, 3, 4, 6)"))
          .hasSize(4);
    }
  }

  @Test
  void a_column_that_an_upgrade_added_and_someone_dropped_returns() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    ensure(database, Upgrade.ALL);
    database.execute("ALTER TABLE ps_event_types DROP COLUMN esmond_updated_hour");

    database.open().close();

    assertThat(database.rows(ADDED)).containsExactly(HOUR);
  }

  @Test
  void an_added_column_of_another_type_is_refused_by_name() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    ensure(database, Upgrade.ALL.subList(0, 1));
    database.execute("ALTER TABLE ps_event_types ADD COLUMN esmond_updated_hour text");

    StoreException refused = catchThrowableOfType(StoreException.class, database::open);

    assertThat(refused.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
    assertThat(refused)
        .hasMessageContaining("ps_event_types.esmond_updated_hour is text, but should be integer");
    assertThat(database.rows("SELECT version FROM esmond_storage_schema")).containsExactly("1");
  }

  @Test
  void tables_are_found_as_postgresql_finds_them() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    database.open().close();
    String reader = database.role();
    database.execute(
        "DROP TABLE esmond_storage_changes;"
            + " CREATE SCHEMA \"%1$s\" AUTHORIZATION \"%1$s\"".formatted(reader)
            + "; GRANT CREATE ON SCHEMA public TO \"%1$s\";".formatted(reader)
            + " GRANT ALL ON ALL TABLES IN SCHEMA public TO \"%1$s\";".formatted(reader)
            + " GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO \"%1$s\"".formatted(reader));
    Registration registration = registration("a");

    try (MetadataStore store = SqlDatabase.open(database.confOf(reader).build())) {
      SqlDatabase.await(store.register(registration, SqlDatabase.soon()));
    }

    assertThat(database.rows("SELECT metadata_key FROM public.ps_metadata"))
        .containsExactly(registration.newKey());
    assertThat(
            database.rows(
                "SELECT schemaname FROM pg_tables WHERE tablename LIKE 'esmond%'"
                    + " OR tablename LIKE 'ps%' GROUP BY 1"))
        .containsExactly("public");
  }

  @Test
  void a_schema_whose_name_has_capitals_is_used() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    database.execute(
        "CREATE SCHEMA \"Esmond\"; ALTER DATABASE %s SET search_path = \"Esmond\""
            .formatted(database.name()));

    database.open().close();
    database.open().close();

    assertThat(database.rows("SELECT schemaname FROM pg_tables WHERE tablename = 'ps_metadata'"))
        .containsExactly("Esmond");
  }

  @Test
  void a_process_survives_that_older_tables_are_restored() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    try (MetadataStore store = database.open()) {
      SqlDatabase.await(store.register(registration("a"), SqlDatabase.soon()));
      database.execute(
          "UPDATE ps_event_types SET time_updated = now();"
              + " ALTER TABLE ps_event_types DROP COLUMN esmond_updated_hour;"
              + " DROP INDEX esmond_metadata_parameters_value");
      MetadataQuery lately =
          MetadataQuery.builder().updatedSince(Instant.now().minusSeconds(60)).build();

      assertThat(SqlDatabase.await(store.find(lately, SqlDatabase.soon())).records()).hasSize(1);
      assertThat(SqlDatabase.await(store.count(lately, SqlDatabase.soon()))).isEqualTo(1);
      SqlDatabase.await(store.upgrade(SqlDatabase.soon()));

      assertThat(database.rows(ADDED)).containsExactly(HOUR);
      assertThat(database.rows("SELECT to_regclass('esmond_metadata_parameters_value')"))
          .containsExactly("esmond_metadata_parameters_value");
      assertThat(SqlDatabase.await(store.find(lately, SqlDatabase.soon())).records()).hasSize(1);
    }
  }

  @Test
  void esmonds_tables_restored_without_ours_are_opened() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    database.open().close();
    database.execute(
        "DROP TABLE esmond_storage_schema, esmond_storage_deletions, esmond_storage_changes");

    database.open().close();

    assertThat(database.rows(ADDED)).containsExactly(HOUR);
    assertThat(database.rows("SELECT to_regclass('esmond_storage_deletions') IS NOT NULL"))
        .containsExactly("t");
  }

  @Test
  void opening_beside_a_dump_stops_nobody_and_goes_on() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    ensure(database, Upgrade.ALL.subList(0, 1));
    try (Connection dump = database.connect();
        Statement statement = dump.createStatement()) {
      dump.setAutoCommit(false);
      statement.execute("LOCK TABLE ps_event_types IN ACCESS SHARE MODE");
      long start = System.nanoTime();

      try (MetadataStore store = database.open()) {
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(50));
        assertThat(database.rows(ADDED)).isEmpty();
        Registration registration = registration("a");
        SqlDatabase.await(store.register(registration, SqlDatabase.soon()));
        SqlDatabase.await(
            store.touch(registration.newKey(), EventType.THROUGHPUT, SqlDatabase.soon()));
        StoreException busy =
            catchThrowableOfType(
                StoreException.class, () -> SqlDatabase.await(store.upgrade(SqlDatabase.soon())));
        assertThat(busy.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(busy).hasMessageContaining("other transactions use the tables");
        dump.rollback();

        SqlDatabase.await(store.upgrade(SqlDatabase.soon()));
        assertThat(database.rows(ADDED)).containsExactly(HOUR);
      }
    }
  }

  private static Registration registration(String tool) {
    return Registration.networkElement()
        .source("10.0.0.1")
        .measurementAgent("10.0.0.2")
        .toolName(tool)
        .inputSource("h")
        .eventType(EventType.THROUGHPUT)
        .build();
  }

  private static void ensure(SqlDatabase database, List<Upgrade> upgrades) {
    try (Database open =
        Database.open(
            database.conf().build(),
            new StoreContext(Clock.systemUTC(), Map.of()),
            SqlDatabase.soon())) {
      SqlDatabase.await(
          new DatabaseSchema(open, upgrades, "postgres", false).ensure(SqlDatabase.soon()));
    }
  }

  @Test
  void a_free_parameter_of_any_length_is_found_by_index() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    String longer = "x".repeat(20_000);
    try (MetadataStore store = database.open()) {
      Registration registration =
          Registration.networkElement()
              .source("10.0.0.1")
              .measurementAgent("10.0.0.2")
              .toolName("t")
              .inputSource("h")
              .parameter("note", longer + "y")
              .build();
      SqlDatabase.await(store.register(registration, SqlDatabase.soon()));

      assertThat(found(store, longer + "y")).isEqualTo(1);
      assertThat(found(store, longer)).isZero();
    }
  }

  private static int found(MetadataStore store, String note) {
    return SqlDatabase.await(
            store.find(MetadataQuery.builder().parameter("note", note).build(), SqlDatabase.soon()))
        .records()
        .size();
  }

  @Test
  void eight_instances_may_create_them_at_once() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<MetadataStore>> opened =
          IntStream.range(0, 8).mapToObj(i -> threads.submit(() -> database.open())).toList();
      for (Future<MetadataStore> store : opened) {
        store.get().close();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(database.rows(CONSTRAINTS)).isNotEmpty();
  }

  @Test
  void foreign_tables_are_refused_with_every_difference_and_left_alone() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    database.execute(
        "CREATE TABLE ps_metadata (id integer PRIMARY KEY, metadata_key text, checksum"
            + " varchar(128) UNIQUE);"
            + " CREATE VIEW auth_user AS SELECT 1 AS id");

    StoreException refused = catchThrowableOfType(StoreException.class, database::open);

    assertThat(refused.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
    assertThat(refused)
        .hasMessageContaining(
            "ps_metadata.metadata_key is text, but should be character varying(128)")
        .hasMessageContaining("ps_metadata.subject_type is missing")
        .hasMessageContaining("ps_metadata has no unique key on [metadata_key]")
        .hasMessageContaining("auth_user is not a table");
    assertThat(database.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        .containsExactly("ps_metadata");
  }
}

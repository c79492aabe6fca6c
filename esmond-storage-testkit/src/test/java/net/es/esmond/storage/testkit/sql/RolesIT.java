package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import net.es.esmond.storage.access.AddressRange;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.metadata.ChangeCursor;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.Opening;
import net.es.esmond.storage.testkit.architecture.DocumentedGrants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a role needs for what: the statements in the README of the SQL module. */
class RolesIT {
  private static final Registration REGISTRATION =
      Registration.networkElement()
          .source("10.0.0.1")
          .measurementAgent("10.0.0.2")
          .toolName("t")
          .inputSource("h")
          .eventType(EventType.THROUGHPUT)
          .parameter("p", "1")
          .build();

  private SqlDatabase database;
  private String role;

  @BeforeEach
  void create() throws Exception {
    database = SqlDatabase.create();
    role = database.role();
  }

  private MetadataStore openAsRole() {
    return SqlDatabase.open(database.confOf(role).build());
  }

  /** Executes what the README says for a purpose. */
  private void grantTo(String purpose) throws Exception {
    for (String statement : DocumentedGrants.of("sql", purpose, role)) {
      database.execute(statement);
    }
  }

  private static void read(MetadataStore store) {
    assertThat(SqlDatabase.await(store.find(REGISTRATION.newKey(), SqlDatabase.soon())))
        .isPresent();
    MetadataQuery query =
        MetadataQuery.builder().parameter("p", "1").updatedSince(Instant.EPOCH).build();
    SqlDatabase.await(store.find(query, SqlDatabase.soon()));
    SqlDatabase.await(store.count(query, SqlDatabase.soon()));
    SqlDatabase.await(store.access().ranges(SqlDatabase.soon()));
    SqlDatabase.await(store.access().keys(SqlDatabase.soon()));
  }

  private static void write(MetadataStore store) {
    SqlDatabase.await(store.register(REGISTRATION, SqlDatabase.soon()));
    SqlDatabase.await(store.touch(REGISTRATION.newKey(), EventType.THROUGHPUT, SqlDatabase.soon()));
    SqlDatabase.await(store.access().createKey("u", SqlDatabase.soon()));
    SqlDatabase.await(
        store.access().addRanges("u", List.of(new AddressRange("10.0.0.0/8")), SqlDatabase.soon()));
    follow(store);
    read(store);
    SqlDatabase.await(store.access().deleteKey("u", SqlDatabase.soon()));
    SqlDatabase.await(store.delete(REGISTRATION.newKey(), SqlDatabase.soon()));
    SqlDatabase.await(store.dueDeletions(1, SqlDatabase.soon()));
  }

  private static void follow(MetadataStore store) {
    SqlDatabase.await(store.changedSince(ChangeCursor.from(Instant.now()), 10, SqlDatabase.soon()));
  }

  @Test
  void reading_needs_select_and_nothing_else() throws Exception {
    registered();
    grantTo("read only");

    refused("lacks INSERT on ps_event_types", "readOnly()");
    database.execute("ALTER ROLE " + role + " SET default_transaction_read_only = on");
    try (MetadataStore store =
        SqlDatabase.open(database.confOf(role).build(), new Opening(false, true))) {
      read(store);
    }
  }

  @Test
  void following_needs_a_mark_to_raise() throws Exception {
    registered();
    grantTo("read only");
    grantTo("follow changes");

    try (MetadataStore store = openAsRole()) {
      read(store);
      follow(store);
      assertThatThrownBy(() -> write(store))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED))
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void a_role_without_rights_is_refused_at_opening() throws Exception {
    registered();

    refused("lacks SELECT on auth_user", "GRANT SELECT ON auth_user", role);
    database.execute(
        "GRANT SELECT ON ps_metadata, ps_p2p_subject, auth_user, authtoken_token, useripaddress TO "
            + role);
    refused("lacks SELECT on ps_event_types, ps_metadata_parameters, ps_networkelement_subject:");
  }

  @Test
  void in_the_background_calls_are_refused_until_rights_are_granted() throws Exception {
    registered();
    Opening inBackground = new Opening(true, false);

    try (MetadataStore store = SqlDatabase.open(database.confOf(role).build(), inBackground)) {
      assertThatThrownBy(() -> read(store))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED));
      assertThat(store.health().state()).isEqualTo(StoreState.CONNECTING);
      grantTo("write");
      read(store);
      assertThat(store.health().state()).isEqualTo(StoreState.UP);
    }
  }

  private void registered() {
    try (MetadataStore owner = database.open()) {
      SqlDatabase.await(owner.register(REGISTRATION, SqlDatabase.soon()));
    }
  }

  private void refused(String... words) {
    assertThatThrownBy(this::openAsRole)
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
              assertThat(e.getMessage()).contains(words);
            });
  }

  @Test
  void writing_needs_rows_and_sequences() throws Exception {
    database.open().close();
    grantTo("write");

    try (MetadataStore store = openAsRole()) {
      write(store);
    }
  }

  @Test
  void creating_needs_create_on_the_schema_only() throws Exception {
    grantTo("create");

    try (MetadataStore store = openAsRole()) {
      write(store);
    }
  }

  @Test
  void opening_needs_no_more_where_nothing_can_be_upgraded() throws Exception {
    registered();
    database.execute(
        "DROP TABLE esmond_storage_changes;"
            + " ALTER TABLE ps_event_types DROP COLUMN esmond_updated_hour");
    grantTo("write");

    try (MetadataStore store = openAsRole()) {
      read(store);
      assertThatThrownBy(() -> SqlDatabase.await(store.upgrade(SqlDatabase.soon())))
          .hasMessageContaining("must be owner");
    }
  }

  @Test
  void upgrading_needs_the_owner_of_the_tables() throws Exception {
    grantTo("create");
    openAsRole().close();
    database.execute(
        "DROP TABLE esmond_storage_changes;"
            + " ALTER TABLE ps_event_types DROP COLUMN esmond_updated_hour");

    try (MetadataStore store = openAsRole()) {
      SqlDatabase.await(store.upgrade(SqlDatabase.soon()));
      write(store);
    }
  }
}

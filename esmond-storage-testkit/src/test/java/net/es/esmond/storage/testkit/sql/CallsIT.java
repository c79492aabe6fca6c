package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.sql.internal.pool.Database;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What callers hear when PostgreSQL cannot, or will not, serve. */
class CallsIT {
  private static final Registration REGISTRATION =
      Registration.networkElement()
          .source("10.0.0.1")
          .measurementAgent("10.0.0.2")
          .toolName("snmp")
          .inputSource("router")
          .eventType(EventType.PACKET_COUNT_SENT)
          .build();

  private static StoreException refusedToOpen(SqlConf conf) {
    return catchThrowableOfType(StoreException.class, () -> SqlDatabase.open(conf).close());
  }

  private static StoreException failed(CompletionStage<?> call) {
    return catchThrowableOfType(StoreException.class, () -> SqlDatabase.await(call));
  }

  @Test
  void a_wrong_password_is_told_at_once_and_never_shown() {
    StoreException e =
        refusedToOpen(SqlDatabase.create().conf().password(new Secret("not-the-password")).build());

    assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
    assertThat(e).hasMessageContaining("sql_db_password").hasMessageContaining("28P01");
    assertThat(e.toString()).doesNotContain("not-the-password");
  }

  @Test
  void unreachable_servers_are_all_named_with_their_errors() {
    StoreException e =
        refusedToOpen(
            SqlDatabase.create()
                .conf()
                .servers(
                    List.of(
                        new HostPort("127.0.30.9", 1), new HostPort("no-such-host.invalid", 5432)))
                .startTimeout(Duration.ofSeconds(3))
                .build());

    assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(e.attempts())
        .extracting(Attempt::node)
        .containsExactlyInAnyOrder("127.0.30.9:1", "no-such-host.invalid:5432");
  }

  @Test
  void a_database_that_does_not_exist_is_named_at_once() {
    long start = System.nanoTime();

    StoreException e =
        refusedToOpen(SqlDatabase.create().conf().database("nobody_made_me").build());

    assertThat(e.code()).isEqualTo(ErrorCode.STORE_REFUSED);
    assertThat(e).hasMessageContaining("\"nobody_made_me\" does not exist");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(50));
  }

  @Test
  void a_role_that_may_not_connect_is_told_at_once() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    database.execute("REVOKE CONNECT ON DATABASE %s FROM public".formatted(database.name()));

    StoreException e = refusedToOpen(database.confOf(database.role()).build());

    assertThat(e.code()).isEqualTo(ErrorCode.STORE_REFUSED);
    assertThat(e).hasMessageContaining("permission denied");
  }

  @Test
  void a_start_ends_by_its_time_out() {
    SqlConf conf =
        SqlDatabase.create()
            .conf()
            .servers(List.of(new HostPort("127.0.30.9", 1)))
            .connectTimeout(Duration.ofMinutes(1))
            .startTimeout(Duration.ofSeconds(1))
            .build();
    long start = System.nanoTime();

    assertThat(refusedToOpen(conf).code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(990), Duration.ofSeconds(50));
  }

  @Test
  void limits_that_an_administrator_set_are_named_as_such() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    database.open().close();
    for (String limit : List.of("statement_timeout", "lock_timeout")) {
      database.execute("ALTER DATABASE %s SET %s = '50ms'".formatted(database.name(), limit));
      try (MetadataStore store = database.open();
          Connection other = database.connect();
          Statement statement = other.createStatement()) {
        statement.execute("SET lock_timeout = 0");
        statement.execute("SET statement_timeout = 0");
        other.setAutoCommit(false);
        statement.execute("LOCK TABLE ps_metadata");

        assertThat(failed(store.register(REGISTRATION, SqlDatabase.soon())))
            .hasMessageContaining(limit);
      }
      database.execute("ALTER DATABASE %s RESET %s".formatted(database.name(), limit));
    }
  }

  @Test
  void a_call_ends_by_its_deadline_despite_a_foreign_lock() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    try (MetadataStore store = database.open();
        Connection other = database.connect();
        Statement statement = other.createStatement()) {
      Metadata record = SqlDatabase.await(store.register(REGISTRATION, SqlDatabase.soon()));
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE ps_event_types");
      long start = System.nanoTime();

      StoreException e =
          failed(
              store.touch(
                  record.key(),
                  EventType.PACKET_COUNT_SENT,
                  Deadline.after(Duration.ofMillis(500))));

      assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(490), Duration.ofSeconds(50));
      other.rollback();
      SqlDatabase.await(store.touch(record.key(), EventType.PACKET_COUNT_SENT, SqlDatabase.soon()));
    }
  }

  @Test
  void locks_of_a_process_that_is_held_are_free_in_seconds() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    StoreContext context = new StoreContext(Clock.systemUTC(), Map.of());
    CompletableFuture<Void> resumed = new CompletableFuture<>();
    AtomicInteger attempts = new AtomicInteger();
    try (MetadataStore store = database.open();
        Database held = Database.openInBackground(database.conf().build(), context)) {
      String key = SqlDatabase.await(store.register(REGISTRATION, SqlDatabase.soon())).key();
      CompletionStage<Boolean> call =
          held.submit(
              "lock",
              SqlDatabase.soon(),
              session ->
                  session.transaction(
                      transaction -> {
                        transaction
                            .query("SELECT FROM ps_metadata WHERE metadata_key = ? FOR UPDATE")
                            .bind(key)
                            .execute();
                        if (attempts.incrementAndGet() == 1) {
                          resumed.join();
                        }
                        transaction.query("SELECT 1").execute();
                        return true;
                      }));
      await().until(() -> attempts.get() == 1);

      assertThat(SqlDatabase.await(store.delete(key, SqlDatabase.soon()))).isPresent();

      resumed.complete(null);
      assertThat(SqlDatabase.await(call)).isTrue();
      assertThat(attempts).hasValue(2);
    } finally {
      resumed.complete(null);
    }
  }

  @Test
  void more_calls_than_can_wait_are_turned_away_at_once() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    try (MetadataStore store = SqlDatabase.open(database.conf().poolSize(1).build());
        Connection other = database.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE ps_metadata");
      List<CompletionStage<Metadata>> calls = new ArrayList<>();
      calls.add(store.register(REGISTRATION, SqlDatabase.soon()));
      // Only then does it, and nothing that the store had to do for itself, occupy the one worker.
      await()
          .until(
              () ->
                  !database
                      .rows(
                          "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                              + " AND datname = current_database()"
                              + " AND query LIKE '%INSERT INTO ps_metadata%'")
                      .isEmpty());
      for (int i = 0; i < 101; i++) {
        calls.add(store.register(REGISTRATION, SqlDatabase.soon()));
      }

      assertThat(calls.get(101).toCompletableFuture()).isDone();
      assertThat(failed(calls.get(101)).code()).isEqualTo(ErrorCode.OVERLOADED);
      other.rollback();
      assertThat(SqlDatabase.await(calls.get(100)).key()).isEqualTo(REGISTRATION.newKey());
    }
  }

  @Test
  void a_server_without_room_for_connections_serves_and_is_named() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    String role = database.role();
    CompletableFuture<Void> done = new CompletableFuture<>();
    try (Database full =
        Database.open(
            database.confOf(role).build(),
            new StoreContext(Clock.systemUTC(), Map.of()),
            SqlDatabase.soon())) {
      String sessions = "SELECT pid FROM pg_stat_activity WHERE usename = '" + role + "'";
      await().until(() -> database.rows(sessions).size() == 3);
      database.execute("ALTER ROLE " + role + " CONNECTION LIMIT 1");
      List<CompletionStage<Boolean>> held = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        held.add(
            full.submit(
                "hold",
                SqlDatabase.soon(),
                session -> {
                  done.join();
                  return true;
                }));
      }

      StoreException e =
          failed(full.submit("more", Deadline.after(Duration.ofSeconds(5)), session -> true));

      assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
      assertThat(e.attempts())
          .extracting(Attempt::answer)
          .anyMatch(answer -> answer.contains("too many connections for role"));
      assertThat(full.primary()).isPresent();
      done.complete(null);
      assertThat(held).allMatch(call -> SqlDatabase.await(call));
    } finally {
      done.complete(null);
    }
  }

  @Test
  void a_closed_store_says_so_and_may_be_closed_again() {
    MetadataStore store = SqlDatabase.create().open();
    store.close();
    store.close();

    assertThat(failed(store.find("any", SqlDatabase.soon())).code()).isEqualTo(ErrorCode.CLOSED);
  }

  @Test
  void connections_that_break_are_replaced_without_a_stack_trace_each() throws Exception {
    Logger hikari = (Logger) LoggerFactory.getLogger("com.zaxxer.hikari");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    hikari.addAppender(log);
    SqlDatabase database = SqlDatabase.create();
    try (MetadataStore store = database.open()) {
      SqlDatabase.await(store.register(REGISTRATION, SqlDatabase.soon()));

      database.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND application_name = 'esmond-storage'");

      assertThat(SqlDatabase.await(store.find(REGISTRATION.newKey(), SqlDatabase.soon())))
          .isPresent();
    } finally {
      hikari.detachAppender(log);
    }
    assertThat(log.list).filteredOn(event -> event.getThrowableProxy() != null).isEmpty();
  }

  @Test
  void closing_leaves_no_thread_and_no_connection_behind() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    MetadataStore store = database.open();
    SqlDatabase.await(store.register(REGISTRATION, SqlDatabase.soon()));
    store.close();

    await()
        .untilAsserted(
            () ->
                assertThat(
                        database.rows(
                            "SELECT application_name FROM pg_stat_activity"
                                + " WHERE datname = current_database()"
                                + " AND application_name = 'esmond-storage'"))
                    .isEmpty());
  }
}

package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import net.es.esmond.storage.conf.TouchConf;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.MetadataStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A foreign writer that locks in another order than this library: PostgreSQL breaks the deadlock by
 * failing our statement (40P01), which is then repeated. What the foreign writer waits for is a
 * table, since that is its own as soon as our statement has failed: for a row it would race with
 * the repetition, and there might be another deadlock.
 */
class DeadlockIT {
  private static final String LOCKS_WAITED_FOR =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
          + " AND wait_event_type = 'Lock' AND application_name = 'esmond-storage'";

  private final SqlDatabase database = SqlDatabase.create();

  /** Ours looks for a deadlock half a second after it began to wait; the other one never does. */
  @BeforeEach
  void loseEveryDeadlock() throws SQLException {
    database.execute("ALTER DATABASE " + database.name() + " SET deadlock_timeout = '500ms'");
  }

  private Connection foreign() throws SQLException {
    Connection foreign = database.connect();
    foreign.setAutoCommit(false);
    execute(foreign, "SET deadlock_timeout = '1h'");
    return foreign;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Metadata register(MetadataStore store) {
    return SqlDatabase.await(
        store.register(
            Registration.networkElement()
                .source("10.0.0.1")
                .measurementAgent("10.0.0.2")
                .toolName("t")
                .inputSource("h")
                .eventType(EventType.FAILURES)
                .eventType(EventType.THROUGHPUT)
                .build(),
            SqlDatabase.soon()));
  }

  private void awaitWaiting() {
    await()
        .pollInterval(Duration.ofMillis(10))
        .until(() -> database.rows(LOCKS_WAITED_FOR).get(0).equals("1"));
  }

  /** As the log says at once, and the statistics up to a minute later. */
  private void assertThatThereWasADeadlock() {
    assertThat(SqlDatabase.server().lastLogLines(1000))
        .filteredOn(line -> line.contains("@" + database.name() + " "))
        .filteredOn(line -> line.contains("deadlock detected"))
        .hasSize(1);
  }

  @Test
  void a_deletion_that_lost_a_deadlock_is_repeated() throws Exception {
    try (MetadataStore store = database.open();
        Connection foreign = foreign()) {
      String key = register(store).key();
      execute(foreign, "UPDATE ps_event_types SET time_updated = now()");
      CompletableFuture<?> deletion = store.delete(key, SqlDatabase.soon()).toCompletableFuture();
      awaitWaiting();

      execute(foreign, "LOCK TABLE ps_metadata IN EXCLUSIVE MODE");
      foreign.commit();

      deletion.join();
      assertThat(database.rows("SELECT * FROM ps_metadata")).isEmpty();
      assertThatThereWasADeadlock();
    }
  }

  @Test
  void touches_give_way_before_they_are_in_a_deadlock() throws Exception {
    TouchConf slowly = TouchConf.builder().interval(Duration.ofMillis(500)).build();
    try (MetadataStore store = SqlDatabase.open(database.conf().touch(slowly).build());
        Connection foreign = foreign()) {
      String key = register(store).key();
      execute(
          foreign, "UPDATE ps_event_types SET summary_window = 0 WHERE event_type = 'throughput'");
      SqlDatabase.await(store.touch(key, EventType.FAILURES, SqlDatabase.soon()));
      SqlDatabase.await(store.touch(key, EventType.THROUGHPUT, SqlDatabase.soon()));
      awaitWaiting();

      // Ours waits for the row, and the other one for what ours has locked: the table.
      execute(foreign, "LOCK TABLE ps_event_types IN EXCLUSIVE MODE");
      foreign.commit();

      await()
          .until(
              () ->
                  database
                      .rows("SELECT count(*) FROM ps_event_types WHERE time_updated IS NOT NULL")
                      .get(0)
                      .equals("2"));
    }
  }
}

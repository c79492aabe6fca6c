package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.MetadataRepository;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.health.StoreHealth;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.sql.internal.pool.Database;
import net.es.esmond.storage.sql.internal.pool.Work;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import net.es.esmond.storage.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is answered from memory, and what is logged, while the only server is gone. */
class OutageIT {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Shorter than the deadline of the call, and longer than it takes to see that a server hangs. */
  private static final Duration SOON = Duration.ofSeconds(50);

  /** How long the server is dead at least: {@code -Desmond.outage=SECONDS}. */
  private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("esmond.outage", 0));

  private static final String CANCEL_WAIT =
      "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

  private static final Registration TEST =
      Registration.networkElement()
          .source("198.51.100.1")
          .measurementAgent("198.51.100.1")
          .toolName("snmp")
          .inputSource("router")
          .eventType(EventType.THROUGHPUT)
          .build();

  private static PostgresServer server;

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger all = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Level usual = all.getLevel();
  private Database database;

  @BeforeAll
  static void start() {
    server = PostgresServer.builder().address("127.0.30.21").start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void open() {
    database =
        Database.open(
            conf(),
            new StoreContext(Clock.systemUTC(), Map.of(MeterRegistry.class, registry)),
            Deadline.after(MINUTE));
    log.start();
    all.setLevel(Level.INFO);
    all.addAppender(log);
  }

  private static SqlConf conf() {
    return SqlConf.builder()
        .servers(List.of(SqlDatabase.address(server)))
        .database("postgres")
        .user(server.user())
        .password(new Secret(server.password()))
        .build();
  }

  @AfterEach
  void close() {
    all.detachAppender(log);
    all.setLevel(usual);
    server.heal();
    database.close();
  }

  private CompletableFuture<Optional<String>> ask(Optional<String> stale) {
    return database
        .readPrimary(
            "user",
            Deadline.after(MINUTE),
            session -> session.query("SELECT 'stored'").first(row -> row.getString(1)),
            () -> stale)
        .toCompletableFuture();
  }

  private List<String> logged(Level level) {
    return List.copyOf(log.list).stream()
        .filter(event -> event.getLevel().equals(level))
        .filter(event -> event.getLoggerName().startsWith("net.es.esmond.storage.internal.health"))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void known_values_answer_while_the_primary_is_gone_and_no_longer() {
    Optional<String> known = Optional.of("known");
    assertThat(ask(known).join()).contains("stored");
    assertThat(database.health().state()).isEqualTo(StoreState.UP);
    server.kill();

    assertThat(ask(known)).succeedsWithin(SOON).isEqualTo(known);
    assertThat(database.health().state()).isEqualTo(StoreState.DOWN);
    CompletableFuture<Optional<String>> unknown = ask(Optional.empty());
    assertThat(ask(known)).as("beside a call that waits").succeedsWithin(SOON).isEqualTo(known);
    assertThat(unknown).isNotDone();
    assertThat(registry.get("esmond.sql.stale").counter().count()).isEqualTo(2);

    server.start();
    assertThat(unknown).succeedsWithin(MINUTE).isEqualTo(Optional.of("stored"));
    assertThat(ask(known).join()).contains("stored");
  }

  @Test
  void calls_under_way_are_answered_when_the_primary_is_found_hung() {
    server.pause();

    assertThat(ask(Optional.of("known"))).succeedsWithin(SOON).isEqualTo(Optional.of("known"));
  }

  @Test
  void a_flood_of_calls_while_the_server_hangs_leaves_nothing_behind() {
    Duration deadline = Duration.ofSeconds(2);
    try (EsmondStorage storage = openStorage()) {
      MetadataRepository tests = storage.metadata().withTimeout(deadline);
      assertThat(tests.find("key")).isEmpty();
      server.pause();
      List<CompletableFuture<Duration>> calls = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        long start = System.nanoTime();
        calls.add(
            tests
                .findAsync("key " + i)
                .handle((found, error) -> Duration.ofNanos(System.nanoTime() - start))
                .toCompletableFuture());
      }
      assertThat(catchThrowableOfType(StoreException.class, () -> tests.find("key")).code())
          .isIn(ErrorCode.OVERLOADED, ErrorCode.STORE_UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED);

      assertThat(calls)
          .allSatisfy(
              call ->
                  assertThat(call)
                      .succeedsWithin(SOON)
                      .satisfies(took -> assertThat(took).isLessThan(deadline.plusSeconds(1))));
      server.heal();
      await().atMost(Duration.ofSeconds(10)).until(() -> serves(tests));
    }
  }

  private static boolean serves(MetadataRepository tests) {
    try {
      return tests.find("key").isEmpty();
    } catch (StoreException e) {
      return false;
    }
  }

  private static EsmondStorage openStorage() {
    return EsmondStorage.builder(
            EsmondConf.of(
                CassandraConf.builder().servers(List.of(new HostPort("127.0.0.1", 1))).build(),
                conf()))
        .timeSeries((conf, context) -> new InMemoryTimeSeriesStore(Clock.systemUTC()))
        .open();
  }

  @Test
  void an_outage_is_one_warning_and_its_end_one_notice() {
    try (EsmondStorage storage = openStorage()) {
      StoreHealth served = storage.health().metadata();
      String test = storage.metadata().register(TEST).key();
      log.list.clear();
      server.kill();
      await().until(() -> !logged(Level.WARN).isEmpty());

      StoreHealth lost = storage.health().metadata();
      assertThat(lost.state()).isEqualTo(StoreState.DOWN);
      assertThat(lost.since()).isAfter(served.since());
      // At first the reason is that of the connection that broke.
      await()
          .untilAsserted(
              () ->
                  assertThat(storage.health().metadata().reason().orElseThrow())
                      .contains("Connection refused"));
      assertThat(lost.cannotWrite()).isPresent();
      assertThat(storage.health().measurements().canServe()).isTrue();
      assertThat(storage.health().canServe()).isFalse();
      long end = System.nanoTime() + OUTAGE.toNanos();
      do {
        assertThatThrownBy(() -> storage.metadata().withTimeout(Duration.ofSeconds(1)).find("key"))
            .hasMessageContaining("Connection refused");
      } while (System.nanoTime() < end);

      storage.archive().write(test, "throughput", storage.clock().instant(), 1);
      assertThat(storage.health().touchesWaiting()).isPositive();

      server.start();
      await().until(() -> storage.health().canServe());
      await().until(() -> storage.health().touchesWaiting() == 0);
      await().until(() -> !logged(Level.INFO).isEmpty());
      List<String> everything =
          List.copyOf(log.list).stream()
              .filter(event -> !event.getLoggerName().startsWith("net.es.esmond.storage.testkit"))
              .map(ILoggingEvent::toString)
              .toList();
      System.out.println(everything.size() + " lines of an outage: " + everything);
      // The pool has a line for each connection that it finds broken, ten at most.
      assertThat(everything).as("all loggers at INFO").hasSizeLessThanOrEqualTo(15);
    }
    assertThat(logged(Level.WARN))
        .singleElement()
        .asString()
        .contains(
            "PostgreSQL is DOWN", server.address().getAddress().getHostAddress(), "SQLState 08");
    assertThat(logged(Level.INFO)).singleElement().asString().contains("PostgreSQL is UP");
  }

  /** Has the server give up a write's first wait for a standby, and the standby come later. */
  private static <T> T givenUp(Supplier<CompletionStage<T>> write) throws Exception {
    CompletableFuture<T> written;
    try {
      execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
      execute("SELECT pg_reload_conf()");
      await()
          .until(
              () ->
                  execute(
                      "SELECT FROM pg_settings WHERE name = 'synchronous_standby_names' AND setting = 'nobody'"));
      written = write.get().toCompletableFuture();
      await().until(() -> execute(CANCEL_WAIT));
      await().until(() -> execute("SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep'"));

      assertThat(written).as("committed on the primary alone").isNotDone();
    } finally {
      execute("ALTER SYSTEM RESET synchronous_standby_names");
      execute("SELECT pg_reload_conf()");
    }
    return SqlDatabase.await(written);
  }

  @Test
  void a_given_up_wait_for_a_standby_is_no_acknowledgement() throws Exception {
    String sql = "INSERT INTO written VALUES (1)";
    execute("CREATE TABLE written (n int)");
    try {
      for (Work<Integer> write :
          List.<Work<Integer>>of(
              session -> session.query(sql).update(),
              session -> session.transaction(same -> same.query(sql).update()))) {
        assertThat(givenUp(() -> database.submit("write", Deadline.after(MINUTE), write)))
            .isEqualTo(1);
      }
    } finally {
      execute("DROP TABLE written");
    }
  }

  @Test
  void a_repeat_with_nothing_left_to_write_waits_too() throws Exception {
    SqlDatabase tables = SqlDatabase.createOn(server);
    tables.open().close();
    String role = tables.role();
    tables.execute(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + role);
    tables.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO " + role);
    try (MetadataStore store = SqlDatabase.open(tables.confOf(role).build())) {
      assertThat(givenUp(() -> store.register(TEST, Deadline.after(MINUTE))).eventTypes())
          .isNotEmpty();
    }
  }

  /** Runs a statement that waits for no standby; returns whether it had rows. */
  private static boolean execute(String sql) throws Exception {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("SET synchronous_commit = local");
      return statement.execute(sql) && statement.getResultSet().next();
    }
  }
}

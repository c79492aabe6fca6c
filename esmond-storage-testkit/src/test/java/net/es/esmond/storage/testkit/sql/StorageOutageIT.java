package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.access.AddressRange;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import net.es.esmond.storage.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What callers of a whole storage see while PostgreSQL has no primary, for five seconds or {@code
 * -Desmond.outage=SECONDS}. The caches' clock jumps, so that nothing in them is fresh.
 */
class StorageOutageIT {
  private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("esmond.outage", 5));

  /** Age at which no record, key or address answers without a look into the database. */
  private static final Duration OLD = Duration.ofSeconds(61);

  /** Shorter than the deadline of a call, and longer than it takes to see that a server hangs. */
  private static final Duration SOON = Duration.ofSeconds(50);

  private final AtomicLong skippedNanos = new AtomicLong();
  private final Map<String, Duration> slowest = new TreeMap<>();
  private PostgresServer server;
  private EsmondStorage storage;
  private Instant start;
  private String test;
  private Secret key;

  @BeforeEach
  void open() {
    server = PostgresServer.builder().address("127.0.30.22").start();
    SqlConf conf =
        SqlConf.builder()
            .servers(List.of(SqlDatabase.address(server)))
            .database("postgres")
            .user(server.user())
            .password(new Secret(server.password()))
            .requestTimeout(Duration.ofMinutes(1))
            .build();
    CassandraConf unused =
        CassandraConf.builder().servers(List.of(new HostPort("localhost", 9042))).build();
    Ticker ticker = () -> System.nanoTime() + skippedNanos.get();
    storage =
        EsmondStorage.builder(EsmondConf.of(unused, conf))
            .service(Ticker.class, ticker)
            .timeSeries((all, context) -> new InMemoryTimeSeriesStore(Clock.systemUTC()))
            .withoutBackgroundMaintenance()
            .open();
    start = Instant.now().minus(Duration.ofDays(30));
    test =
        storage
            .metadata()
            .register(
                Registration.networkElement()
                    .source("198.51.100.1")
                    .measurementAgent("198.51.100.1")
                    .toolName("snmp")
                    .inputSource("router")
                    .eventType(EventType.THROUGHPUT)
                    .build())
            .key();
    key = storage.access().createKey("alice").key();
    storage.access().addRanges("alice", List.of(new AddressRange("198.51.100.0/24")));
  }

  @AfterEach
  void close() {
    storage.close();
    server.close();
  }

  @Test
  void known_series_are_written_and_read_while_the_primary_is_dead() throws Exception {
    known_series_are_served_during(PostgresServer::kill, PostgresServer::start);
  }

  @Test
  void known_series_are_written_and_read_while_the_primary_hangs() throws Exception {
    known_series_are_served_during(PostgresServer::pause, PostgresServer::heal);
  }

  private void known_series_are_served_during(
      Consumer<PostgresServer> fault, Consumer<PostgresServer> end) throws Exception {
    InetAddress address = InetAddress.getByName("198.51.100.7");
    serve(0, address);

    fault.accept(server);
    skippedNanos.addAndGet(OLD.toNanos());
    int calls = 1;
    for (long begun = System.nanoTime(); System.nanoTime() - begun < OUTAGE.toNanos(); calls++) {
      serve(calls, address);
    }
    assertThat(storage.health().metadata().state()).isEqualTo(StoreState.DOWN);
    System.out.printf("%d rounds without a primary; slowest calls %s%n", calls, slowest);

    end.accept(server);
    revoke();
    await().until(() -> storage.health().metadata().state() == StoreState.UP);
    assertThat(storage.access().userOf(key)).as("taken away").isEmpty();
    assertThat(storage.access().userOf(address)).as("taken away").isEmpty();
    assertThat(storage.archive().read(SeriesQuery.base(test, "throughput"))).hasSize(calls);
  }

  /** What a service does for a PUT and a GET. */
  private void serve(int n, InetAddress address) {
    timed("key", () -> assertThat(storage.access().userOf(key)).isPresent());
    timed("address", () -> assertThat(storage.access().userOf(address)).isPresent());
    timed("write", () -> storage.archive().write(test, "throughput", start.plusSeconds(n), n));
    timed(
        "read",
        () ->
            assertThat(storage.archive().readPage(SeriesQuery.base(test, "throughput")).points())
                .isNotEmpty());
  }

  private void timed(String call, Runnable work) {
    long begun = System.nanoTime();
    work.run();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    assertThat(took).as(call).isLessThan(SOON);
    slowest.merge(call, took, (a, b) -> a.compareTo(b) > 0 ? a : b);
  }

  /** Takes the access away behind the storage's back, as another instance does. */
  private void revoke() throws Exception {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM authtoken_token");
      statement.execute("DELETE FROM useripaddress");
    }
  }
}

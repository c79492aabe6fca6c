package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.conf.TouchConf;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.metadata.ChangeCursor;
import net.es.esmond.storage.metadata.ChangePage;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.testkit.postgres.PostgresCluster;
import net.es.esmond.storage.testkit.postgres.PostgresClusterBuilder;
import net.es.esmond.storage.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Touches on a primary that is made read-only, paused, killed and followed by its standby. */
class LastUpdatedFaultsIT {
  private static final String DATABASE = "touched";
  private static final int KEYS = 20;

  private final List<AutoCloseable> open = new ArrayList<>();
  private PostgresCluster cluster;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    cluster.close();
  }

  private void start(PostgresClusterBuilder builder) {
    cluster = builder.firstAddress("127.0.60.11").start();
    cluster.primary().createDatabase(DATABASE);
  }

  private MetadataStore store() {
    MetadataStore store =
        SqlDatabase.open(
            SqlConf.builder()
                .servers(
                    cluster.servers().stream()
                        .map(PostgresServer::address)
                        .map(a -> new HostPort(a.getAddress().getHostAddress(), a.getPort()))
                        .toList())
                .database(DATABASE)
                .user(cluster.primary().user())
                .password(new Secret(cluster.primary().password()))
                .connectTimeout(Duration.ofSeconds(1))
                .touch(TouchConf.builder().interval(Duration.ofMillis(100)).build())
                .build());
    open.add(store);
    return store;
  }

  private static List<String> register(MetadataStore store) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      Registration registration =
          Registration.networkElement()
              .source("10.0.0." + i)
              .measurementAgent("10.0.0.2")
              .toolName("t")
              .inputSource("h")
              .eventType(EventType.THROUGHPUT)
              .build();
      keys.add(SqlDatabase.await(store.register(registration, SqlDatabase.soon())).key());
    }
    return keys;
  }

  private void execute(String sql) throws Exception {
    try (Connection connection = cluster.primary().connect(DATABASE);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** What the primary holds, past the library. */
  private Map<String, Instant> stamps() throws Exception {
    Map<String, Instant> stamps = new ConcurrentHashMap<>();
    try (Connection connection = cluster.primary().connect(DATABASE);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT metadata_key, time_updated FROM ps_metadata m"
                    + " JOIN ps_event_types e ON e.metadata_id = m.id"
                    + " WHERE time_updated IS NOT NULL")) {
      while (rows.next()) {
        stamps.put(
            rows.getString(1), rows.getObject(2, java.time.OffsetDateTime.class).toInstant());
      }
    }
    return stamps;
  }

  private static boolean covers(Map<String, Instant> stamps, Map<String, Instant> touched) {
    return touched.entrySet().stream()
        .allMatch(
            touch -> !stamps.getOrDefault(touch.getKey(), Instant.MIN).isBefore(touch.getValue()));
  }

  @Test
  void every_touch_is_stamped_and_followed_whatever_the_primary_suffers() throws Exception {
    start(PostgresCluster.builder().synchronous());
    MetadataStore first = store();
    MetadataStore second = store();
    List<String> keys = register(first);
    Map<String, Instant> touched = new ConcurrentHashMap<>();
    Map<String, Instant> followed = new ConcurrentHashMap<>();
    Map<String, Instant> sampled = new ConcurrentHashMap<>();
    List<String> movedBack = new ArrayList<>();
    AtomicReference<ChangeCursor> cursor =
        new AtomicReference<>(ChangeCursor.from(Instant.now().minusSeconds(60)));
    ScheduledExecutorService threads = Executors.newScheduledThreadPool(3);
    try {
      for (MetadataStore store : List.of(first, second)) {
        threads.scheduleWithFixedDelay(
            () ->
                keys.forEach(
                    key -> {
                      Instant before = Instant.now();
                      SqlDatabase.await(store.touch(key, EventType.THROUGHPUT, SqlDatabase.soon()));
                      touched.merge(key, before, (a, b) -> a.isAfter(b) ? a : b);
                    }),
            0,
            5,
            TimeUnit.MILLISECONDS);
      }
      threads.scheduleWithFixedDelay(
          () -> {
            follow(first, cursor, followed);
            followed.forEach(
                (key, stamp) -> {
                  Instant before = sampled.put(key, stamp);
                  if (before != null && stamp.isBefore(before)) {
                    movedBack.add(key + ": " + before + ", " + stamp);
                  }
                });
          },
          0,
          50,
          TimeUnit.MILLISECONDS);
      faults();
    } finally {
      threads.shutdown();
      assertThat(threads.awaitTermination(3, TimeUnit.MINUTES)).isTrue();
    }

    await().until(() -> covers(stamps(), touched));
    follow(first, cursor, followed);
    assertThat(covers(followed, touched)).as("a follower saw every change").isTrue();
    assertThat(movedBack).isEmpty();
    assertThat(touched).hasSize(KEYS);
  }

  private void faults() throws Exception {
    pause(1);
    execute("ALTER SYSTEM SET default_transaction_read_only = on");
    execute("SELECT pg_reload_conf()");
    pause(2);
    execute("ALTER SYSTEM RESET default_transaction_read_only");
    execute("SELECT pg_reload_conf()");
    pause(1);
    cluster.primary().pause();
    pause(3);
    cluster.primary().resume();
    pause(1);
    cluster.primary().kill();
    cluster.promote(cluster.standbys().get(0));
    pause(3);
  }

  /** The faults' timetable, not a condition to wait for. */
  private static void pause(int seconds) {
    LockSupport.parkNanos(Duration.ofSeconds(seconds).toNanos());
  }

  private static void follow(
      MetadataStore store, AtomicReference<ChangeCursor> cursor, Map<String, Instant> followed) {
    try {
      ChangePage page;
      do {
        page = SqlDatabase.await(store.changedSince(cursor.get(), 7, SqlDatabase.soon()));
        cursor.set(page.next());
        for (Metadata record : page.records()) {
          record.eventTypes().get(0).timeUpdated().ifPresent(t -> followed.put(record.key(), t));
        }
      } while (!page.complete());
    } catch (EsmondException e) {
      // The primary is away; the cursor stands.
    }
  }

  @Test
  void stamps_that_an_asynchronous_failover_lost_are_written_again() throws Exception {
    start(PostgresCluster.builder().proxied());
    MetadataStore store = store();
    List<String> keys = register(store);
    PostgresServer standby = cluster.standbys().get(0);
    await()
        .until(
            () -> {
              try (Connection connection = standby.connect(DATABASE);
                  Statement statement = connection.createStatement();
                  ResultSet row = statement.executeQuery("SELECT count(*) FROM ps_event_types")) {
                row.next();
                return row.getInt(1) == KEYS;
              }
            });
    standby.cutOffFromPeers();
    for (String key : keys) {
      SqlDatabase.await(store.touch(key, EventType.THROUGHPUT, SqlDatabase.soon()));
    }
    await().until(() -> stamps().size() == KEYS);

    cluster.primary().kill();
    cluster.promote(standby);
    assertThat(cluster.primary()).isSameAs(standby);

    await().until(() -> stamps().size() == KEYS);
  }
}

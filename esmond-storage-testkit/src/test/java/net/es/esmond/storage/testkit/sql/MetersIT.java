package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.testkit.cassandra.SharedRing;
import net.es.esmond.storage.testkit.monitoring.MetersPage;
import org.junit.jupiter.api.Test;

/** What a host's meter registry is told. */
class MetersIT {
  private static final Registration REGISTRATION =
      Registration.networkElement()
          .source("10.0.0.1")
          .measurementAgent("10.0.0.2")
          .toolName("snmp")
          .inputSource("router")
          .eventType(EventType.PACKET_COUNT_SENT)
          .build();

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final SqlDatabase database = SqlDatabase.create();

  private long calls(String operation, String outcome) {
    return registry
        .get("esmond.sql.calls")
        .tag("operation", operation)
        .tag("outcome", outcome)
        .timer()
        .count();
  }

  @Test
  void calls_are_counted_and_timed_by_operation_and_outcome() throws Exception {
    try (MetadataStore store = SqlDatabase.open(database.conf().build(), registry);
        Connection other = database.connect();
        Statement statement = other.createStatement()) {
      SqlDatabase.await(store.register(REGISTRATION, SqlDatabase.soon()));
      SqlDatabase.await(store.find("one", SqlDatabase.soon()));
      SqlDatabase.await(store.find("two", SqlDatabase.soon()));
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE ps_metadata");
      assertThat(
              catchThrowable(
                  () ->
                      SqlDatabase.await(
                          store.find("three", Deadline.after(Duration.ofMillis(200))))))
          .isNotNull();

      // A call is counted just after its caller was answered.
      await().ignoreExceptions().until(() -> calls("find", "deadline_exceeded") == 1);
      assertThat(calls("register", "ok")).isEqualTo(1);
      assertThat(calls("find", "ok")).isEqualTo(2);
      assertThat(
              registry
                  .get("esmond.sql.calls")
                  .tag("outcome", "deadline_exceeded")
                  .timer()
                  .totalTime(TimeUnit.MILLISECONDS))
          .isGreaterThanOrEqualTo(190);
    }
  }

  @Test
  void the_serving_server_the_queue_and_the_pool_are_shown() {
    try (MetadataStore store = SqlDatabase.open(database.conf().build(), registry)) {
      SqlDatabase.await(store.find("any", SqlDatabase.soon()));

      assertThat(
              registry
                  .get("esmond.sql.primary")
                  .tag("server", SqlDatabase.address().toString())
                  .gauge()
                  .value())
          .isEqualTo(1);
      assertThat(registry.get("esmond.sql.waiting").gauge().value()).isZero();
      assertThat(registry.get("esmond.sql.promotions").counter().count()).isZero();
      assertThat(registry.get("hikaricp.connections").tag("pool", "esmond-sql").gauge().value())
          .isPositive();
      assertThat(
              registry
                  .get("hikaricp.connections.acquire")
                  .tag("pool", "esmond-sql")
                  .timer()
                  .count())
          .isPositive();
    }
  }

  @Test
  void meters_go_when_their_storage_closes_and_come_again() {
    for (int i = 0; i < 2; i++) {
      try (MetadataStore store = SqlDatabase.open(database.conf().build(), registry)) {
        SqlDatabase.await(store.find("any", SqlDatabase.soon()));
        assertThat(registry.get("hikaricp.connections").gauge().value()).isPositive();
        assertThat(
                registry
                    .get("esmond.sql.primary")
                    .tag("server", SqlDatabase.address().toString())
                    .gauge()
                    .value())
            .isEqualTo(1);
      }
      assertThat(registry.getMeters()).isEmpty();
    }
  }

  @Test
  void a_storage_reports_exactly_the_documented_meters() {
    CassandraConf cassandra =
        CassandraConf.builder()
            .servers(SharedRing.servers())
            .keyspace("all_meters")
            .replicas(3)
            .build();
    EsmondConf conf = EsmondConf.of(cassandra, database.conf().build());
    try (EsmondStorage storage =
        EsmondStorage.builder(conf).service(MeterRegistry.class, registry).open()) {
      String key = storage.metadata().register(REGISTRATION).key();
      storage.archive().write(key, "packet-count-sent", storage.clock().instant(), 1);

      assertThat(registry.getMeters())
          .extracting(meter -> MetersPage.row(meter.getId()))
          .containsOnly(MetersPage.rows().values().toArray(MetersPage.Row[]::new));
    }
  }

  @Test
  void touches_are_counted_by_what_became_of_them() throws Exception {
    try (MetadataStore store = SqlDatabase.open(database.conf().build(), registry)) {
      Metadata record = SqlDatabase.await(store.register(REGISTRATION, SqlDatabase.soon()));
      SqlDatabase.await(store.touch(record.key(), EventType.PACKET_COUNT_SENT, SqlDatabase.soon()));
      assertThat(
              catchThrowable(
                  () ->
                      SqlDatabase.await(
                          store.touch("nobody", EventType.PACKET_COUNT_SENT, SqlDatabase.soon()))))
          .isNotNull();

      assertThat(registry.get("esmond.sql.touch.written").counter().count()).isEqualTo(1);
      assertThat(registry.get("esmond.sql.touch.unknown").counter().count()).isEqualTo(1);
      assertThat(registry.get("esmond.sql.touch.waiting").gauge().value()).isZero();
    }
  }

  @Test
  void the_share_of_heap_only_updates_matches_the_server() throws Exception {
    database.open().close();
    updateManyTimes();
    assertThat(hotRatio()).as("as this library sets the table up").isGreaterThan(0.9);

    database.execute("CREATE INDEX plain ON ps_event_types (time_updated)");
    database.execute("SELECT pg_stat_reset_single_table_counters('ps_event_types'::regclass)");
    updateManyTimes();
    assertThat(hotRatio()).as("with an index on the column").isLessThan(0.1);
  }

  private void updateManyTimes() throws Exception {
    try (MetadataStore store = database.open()) {
      SqlDatabase.await(store.register(REGISTRATION, SqlDatabase.soon()));
    }
    for (int i = 0; i < 20; i++) {
      database.execute("UPDATE ps_event_types SET time_updated = clock_timestamp()");
    }
  }

  /** As an instance sees it that has just started: of all updates so far. */
  private double hotRatio() {
    MeterRegistry fresh = new SimpleMeterRegistry();
    try (MetadataStore store = SqlDatabase.open(database.conf().build(), fresh)) {
      assertThat(store).isNotNull();
      return await()
          .until(
              () -> fresh.get("esmond.sql.touch.hot.ratio").gauge().value(),
              ratio -> !Double.isNaN(ratio));
    }
  }
}

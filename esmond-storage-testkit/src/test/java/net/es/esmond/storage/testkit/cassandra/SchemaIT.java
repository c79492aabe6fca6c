package net.es.esmond.storage.testkit.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.es.esmond.storage.cassandra.CassandraSessionFactory;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.spi.ControlRecord;
import net.es.esmond.storage.spi.ReplicationPort;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.spi.TimeSeriesStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SchemaIT {
  private static final Duration DDL_TIMEOUT = Duration.ofMinutes(1);

  private static CqlSession session;
  private static Node schemaNode;

  @BeforeAll
  static void connect() {
    session =
        CassandraSessionFactory.of(CassandraConfs.of(SharedRing.servers(), "unused").conf())
            .open(Deadline.after(Duration.ofMinutes(1)));
    schemaNode = session.getMetadata().getNodes().values().iterator().next();
  }

  @AfterAll
  static void disconnect() {
    session.close();
  }

  @Test
  void instances_creating_the_schema_concurrently_create_the_same_tables() throws Exception {
    int instances = 6;
    CyclicBarrier together = new CyclicBarrier(instances);
    ExecutorService threads = Executors.newFixedThreadPool(instances);
    try {
      List<Future<Void>> opened = new ArrayList<>();
      for (int i = 0; i < instances; i++) {
        int instance = i;
        opened.add(
            threads.submit(
                () -> {
                  together.await();
                  try (TimeSeriesStore store =
                      CassandraConfs.of(SharedRing.servers(), "race").open()) {
                    writeOnePoint(store, instance);
                  }
                  return null;
                }));
      }
      for (Future<Void> each : opened) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }

    Set<Map<String, Object>> idsByNode = new HashSet<>();
    for (Node node : session.getMetadata().getNodes().values()) {
      Map<String, Object> ids = new java.util.TreeMap<>();
      for (Row row :
          session.execute(
              SimpleStatement.newInstance(
                      "SELECT table_name, id FROM system_schema.tables WHERE keyspace_name ="
                          + " 'race'")
                  .setNode(node))) {
        ids.put(row.getString("table_name"), row.getObject("id"));
      }
      idsByNode.add(ids);
    }
    assertThat(idsByNode).hasSize(1);
    assertThat(idsByNode.iterator().next().keySet())
        .containsExactlyInAnyOrder(
            "raw_data",
            "base_rates",
            "rate_aggregations",
            "stat_aggregations",
            "summaries_state",
            "partitions",
            "partitions_by_month");
  }

  @Test
  void a_foreign_table_is_refused_with_its_difference_nothing_created() {
    createKeyspace("foreign", "NetworkTopologyStrategy', 'datacenter1': '2");
    ddl(
        "CREATE TABLE foreign.base_rates (key text, month tinyint, ts timestamp, val bigint,"
            + " PRIMARY KEY ((key, month), ts))");

    assertThatThrownBy(() -> CassandraConfs.of(SharedRing.servers(), "foreign").open())
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
              assertThat(e)
                  .hasMessage(
                      "table foreign.base_rates has the columns [key text partition key,"
                          + " month tinyint partition key, ts timestamp clustering, val bigint]"
                          + " instead of [key text partition key, month tinyint partition key,"
                          + " ts bigint clustering, val bigint]: name another cassandra_keyspace");
            });
    assertThat(tables("foreign")).containsExactly("base_rates");
  }

  @Test
  void an_archive_written_through_thrift_is_recognised() {
    createKeyspace("thrift", "SimpleStrategy', 'replication_factor': '1");
    ddl(
        "CREATE TABLE thrift.raw_data (key text, column1 bigint, value text,"
            + " PRIMARY KEY (key, column1))");

    assertThatThrownBy(() -> CassandraConfs.of(SharedRing.servers(), "thrift").open())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("[key text partition key, column1 bigint clustering, value text]")
        .hasMessageContaining("written through Thrift");
    assertThat(tables("thrift")).containsExactly("raw_data");
  }

  @Test
  void an_existing_strategy_is_kept_and_its_difference_reported() {
    createKeyspace("drift", "SimpleStrategy', 'replication_factor': '1");
    Logger logger = (Logger) LoggerFactory.getLogger("net.es.esmond.storage.cassandra");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try (TimeSeriesStore store = CassandraConfs.of(SharedRing.servers(), "drift").open()) {
      writeOnePoint(store, 1);
    } finally {
      logger.detachAppender(log);
    }

    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .contains(
            "keyspace drift has 1 replicas in datacenter1 (SimpleStrategy), but"
                + " cassandra_replicas is 2: it stays as it is");
    assertThat(
            session
                .execute(
                    "SELECT replication FROM system_schema.keyspaces"
                        + " WHERE keyspace_name = 'drift'")
                .one()
                .getMap("replication", String.class, String.class))
        .containsEntry("replication_factor", "1");
  }

  @Test
  void opening_again_finds_everything_in_place() {
    for (int i = 0; i < 2; i++) {
      try (TimeSeriesStore store = CassandraConfs.of(SharedRing.servers(), "Again").open()) {
        writeOnePoint(store, i);
      }
    }
    assertThat(tables("Again")).hasSize(7);
  }

  @Test
  void control_rows_of_the_earlier_form_are_read_or_refused() {
    try (TimeSeriesStore store = CassandraConfs.of(SharedRing.servers(), "earlier").open()) {
      ddl(
          "CREATE TABLE IF NOT EXISTS esmond_control.replication (keyspace_name text PRIMARY KEY,"
              + " version bigint, writer uuid, settled frozen<map<text, text>>, change_id uuid,"
              + " change_from frozen<map<text, text>>, change_target frozen<map<text, text>>,"
              + " change_stage frozen<map<text, text>>, altered boolean, approved boolean,"
              + " requested_by text, started_at timestamp, repaired frozen<set<uuid>>,"
              + " cleaned frozen<set<uuid>>, problem text)");
      ReplicationPort port = store.replication();
      await().until(() -> load(port).isEmpty());
      UUID change = UUID.randomUUID();
      everywhere(
          "INSERT INTO esmond_control.replication (keyspace_name, version, settled, change_id)"
              + " VALUES ('earlier', 5, {'class': 'SimpleStrategy', 'replication_factor': '1'}, "
              + change
              + ")");

      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> load(port))
                      .hasMessageContaining("an earlier version began change " + change)
                      .hasMessageContaining("keyspace earlier"));

      everywhere("DELETE change_id FROM esmond_control.replication WHERE keyspace_name='earlier'");
      ControlRecord earlier = new ControlRecord(0, KeyspaceReplication.simple(1), Optional.empty());
      assertThat(load(port)).contains(earlier);

      ControlRecord kept = new ControlRecord(1, earlier.settled(), Optional.empty());
      assertThat(port.replace(kept, soon()).toCompletableFuture().join()).isTrue();
      assertThat(load(port)).contains(kept);
    } finally {
      ddl("DROP TABLE esmond_control.replication");
    }
  }

  private static Optional<ControlRecord> load(ReplicationPort port) {
    return port.load(soon()).toCompletableFuture().join();
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofMinutes(1));
  }

  private static void everywhere(String cql) {
    // A node may hear of a new table a moment later than the others.
    await()
        .ignoreExceptionsInstanceOf(DriverException.class)
        .until(
            () ->
                session
                    .execute(
                        SimpleStatement.newInstance(cql).setConsistencyLevel(ConsistencyLevel.ALL))
                    .wasApplied());
  }

  @Test
  void the_writers_table_of_an_older_version_is_ignored() {
    try (TimeSeriesStore store = CassandraConfs.of(SharedRing.servers(), "older").open()) {
      ddl(
          "CREATE TABLE IF NOT EXISTS esmond_control.writers (archive text, writer text,"
              + " alone boolean, PRIMARY KEY (archive, writer))");
    }

    try (TimeSeriesStore store = CassandraConfs.of(SharedRing.servers(), "older").open()) {
      writeOnePoint(store, 1);
    } finally {
      ddl("DROP TABLE IF EXISTS esmond_control.writers");
    }
  }

  @Test
  void points_kept_for_ever_outlive_a_tables_own_ttl() {
    try (TimeSeriesStore store = CassandraConfs.of(SharedRing.servers(), "lives").open()) {
      ddl("ALTER TABLE lives.base_rates WITH default_time_to_live = 1000");
      writeOnePoint(store, 1);
    }

    // One replica has acknowledged it; another may not have it yet.
    Row row =
        session
            .execute(
                SimpleStatement.newInstance("SELECT val, TTL(val) FROM lives.base_rates")
                    .setConsistencyLevel(ConsistencyLevel.ALL))
            .one();
    assertThat(row.getLong(0)).isEqualTo(1);
    assertThat(row.isNull(1)).isTrue();
  }

  private static void writeOnePoint(TimeSeriesStore store, long value) {
    store
        .write(
            new SeriesWrite(
                Series.base("schema", EventType.of("throughput")),
                List.of(new StoredPoint(value * 1000, new StoredValue.Whole(value))),
                1,
                Retention.FOREVER),
            CassandraConfs.soon())
        .toCompletableFuture()
        .join();
  }

  private static List<String> tables(String keyspace) {
    return session
        .execute(
            "SELECT table_name FROM system_schema.tables WHERE keyspace_name = '" + keyspace + "'")
        .map(row -> row.getString(0))
        .all();
  }

  private static void createKeyspace(String name, String replication) {
    ddl("CREATE KEYSPACE " + name + " WITH replication = {'class': '" + replication + "'}");
  }

  /** All through one node, which knows at once what it was told; the others may hear of it late. */
  private static void ddl(String cql) {
    session.execute(SimpleStatement.newInstance(cql).setNode(schemaNode).setTimeout(DDL_TIMEOUT));
  }
}

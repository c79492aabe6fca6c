package net.es.esmond.storage.testkit.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.cassandra.CassandraSessionFactory;
import net.es.esmond.storage.cassandra.ThriftSource;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.FloatValue;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.testkit.cassandra.SharedRing;
import net.es.esmond.storage.testkit.data.TestData;
import net.es.esmond.storage.transfer.ArchiveImport;
import net.es.esmond.storage.transfer.ImportReport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keyspaces of the Thrift era: plain columns, super columns and counters. */
class ThriftImportIT {
  private static final CassandraConf CONF =
      CassandraConf.builder().servers(SharedRing.servers()).replicas(1).build();

  private static final Instant TIME = Instant.parse("2016-12-31T23:59:00Z");

  private static CqlSession session;

  @BeforeAll
  static void open() {
    session = CassandraSessionFactory.of(CONF).open(Deadline.after(Duration.ofMinutes(1)));
  }

  @AfterAll
  static void close() {
    session.close();
  }

  /** Executes it once: a counter's update that is sent twice counts twice. */
  private static void execute(String cql) {
    session.execute(
        SimpleStatement.newInstance(cql).setIdempotent(false).setTimeout(Duration.ofSeconds(30)));
  }

  /**
   * Creates a table, and waits until every node knows it, as Cassandra repeats no counter's update.
   * A scan at ALL asks them all; what nodes say of the schema's version may be old.
   */
  private static void createTable(String name, String columns) {
    SimpleStatement scan =
        SimpleStatement.newInstance("SELECT key FROM " + name + " LIMIT 1")
            .setConsistencyLevel(ConsistencyLevel.ALL);
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(
            () -> {
              // The node that is asked may not know the keyspace yet.
              execute("CREATE TABLE IF NOT EXISTS " + name + " (" + columns + ")");
              return session.execute(scan).one() == null;
            });
  }

  private static void createKeyspace(String name) {
    execute(
        "CREATE KEYSPACE "
            + name
            + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': '1'}");
    createTable(
        name + ".raw_data", "key text, column1 bigint, value text, PRIMARY KEY (key, column1)");
  }

  /** A test as esmond registered it, with a key that esmond drew. */
  private static Metadata adopt(EsmondStorage storage, String key) {
    Registration test =
        TestData.newTest()
            .eventType(EventType.THROUGHPUT)
            .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofDays(1))
            .eventType(EventType.NTP_DELAY)
            .eventType(EventType.PACKET_LOSS_RATE)
            .eventType(EventType.HISTOGRAM_RTT)
            .summary(EventType.HISTOGRAM_RTT, SummaryType.STATISTICS, Duration.ofDays(1))
            .build();
    Metadata made = test.newRecord();
    return storage
        .metadata()
        .adopt(
            new Metadata(
                key, made.checksum(), made.subject(), made.eventTypes(), made.parameters()));
  }

  private static void super2(String table, String path, Instant time, Object... columns) {
    for (int i = 0; i < columns.length; i += 2) {
      execute(
          "UPDATE %s SET value = value + %s WHERE key = '%s' AND column1 = %s AND column2 = '%s'"
              .formatted(table, columns[i + 1], path, time.toEpochMilli(), columns[i]));
    }
  }

  private static void raw(String table, String path, Instant time, String json) {
    execute(
        "INSERT INTO %s (key, column1, value) VALUES ('%s', %s, '%s')"
            .formatted(table, path, time.toEpochMilli(), json));
  }

  @Test
  void points_and_summaries_of_all_forms_are_taken_over() {
    String key = "67a3c298de0b4237abee56b879e03587";
    createKeyspace("thrift_all");
    for (String table : List.of("base_rates", "rate_aggregations")) {
      createTable(
          "thrift_all." + table,
          "key text, column1 bigint, column2 text, value counter,"
              + " PRIMARY KEY (key, column1, column2)");
    }
    String raw = "thrift_all.raw_data";
    String histograms = "ps:histogram_rtt:" + key;
    raw(raw, histograms + ":2016", TIME, "{\"12.5\": 3, \"2\": 1}");
    raw(raw, histograms + ":2017", TIME.plusSeconds(60), "{\"3\": 7}");
    Instant day = TIME.minus(Duration.ofDays(400)).truncatedTo(ChronoUnit.DAYS);
    raw(
        raw,
        histograms + ":statistics:86400:2015",
        day,
        ((StoredValue.Text) Histogram.of(Map.of("3", 7L)).statistics().stored()).json());
    raw(raw, "snmp:router:interface:2016", TIME, "1");
    super2(
        "thrift_all.base_rates",
        "ps:throughput:" + key + ":2016",
        TIME,
        "val",
        9_412_000_000L,
        "is_valid",
        1);
    super2(
        "thrift_all.rate_aggregations",
        "ps:ntp_delay:" + key + ":2016",
        TIME,
        "val",
        29,
        "10000000",
        1);
    super2(
        "thrift_all.rate_aggregations",
        "ps:packet_loss_rate:" + key + ":2016",
        TIME,
        "val",
        3,
        "1000",
        600);
    super2(
        "thrift_all.rate_aggregations",
        "ps:throughput:" + key + ":average:86400:2015",
        day,
        "val",
        22,
        "1000",
        7);

    try (EsmondStorage storage = MemoryArchive.open();
        ThriftSource source = ThriftSource.open(CONF, "thrift_all")) {
      adopt(storage, key);
      ArchiveImport in = ArchiveImport.into(storage);

      ImportReport report = in.run(source);

      assertThat(report.faults()).hasSize(1);
      assertThat(report.faults().get(0).what()).contains("snmp:router:interface:2016");
      assertThat(report.written()).isEqualTo(5);
      assertThat(report.summaries()).isEqualTo(2);
      assertThat(points(storage, key, EventType.THROUGHPUT))
          .containsExactly(new Point(TIME, new IntegerValue(9_412_000_000L)));
      assertThat(points(storage, key, EventType.NTP_DELAY))
          .containsExactly(new Point(TIME, new FloatValue(29)));
      assertThat(points(storage, key, EventType.PACKET_LOSS_RATE))
          .containsExactly(new Point(TIME, new Percentage(3, 600)));
      assertThat(points(storage, key, EventType.HISTOGRAM_RTT)).hasSize(2);
      assertThat(
              MemoryArchive.points(
                  storage, new Series(key, EventType.THROUGHPUT, SummaryType.AVERAGE, 86_400)))
          .contains(new Point(day, Average.ofIntegers(22, 7)));
      assertThat(in.verify(source, 5).isEqual()).isTrue();
    }
  }

  private static List<Point> points(EsmondStorage storage, String key, EventType type) {
    return MemoryArchive.points(storage, Series.base(key, type));
  }

  @Test
  void super_columns_may_be_a_map() {
    String key = "2355e337a7214611ab1bc5db51e40424";
    createKeyspace("thrift_map");
    createTable(
        "thrift_map.base_rates",
        "key text, column1 bigint, value map<text, bigint>, PRIMARY KEY (key, column1)");
    execute(
        "INSERT INTO thrift_map.base_rates (key, column1, value) VALUES ('ps:throughput:%s:2016', %s, {'val': 7, 'is_valid': 1})"
            .formatted(key, TIME.toEpochMilli()));
    try (EsmondStorage storage = MemoryArchive.open();
        ThriftSource source = ThriftSource.open(CONF, "thrift_map")) {
      adopt(storage, key);

      assertThat(ArchiveImport.into(storage).run(source).faults()).isEmpty();

      assertThat(points(storage, key, EventType.THROUGHPUT))
          .containsExactly(new Point(TIME, new IntegerValue(7)));
    }
  }

  @Test
  void a_keyspace_without_such_tables_is_refused() {
    assertThatThrownBy(() -> ThriftSource.open(CONF, "thrift_absent"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("written through Thrift");
  }
}

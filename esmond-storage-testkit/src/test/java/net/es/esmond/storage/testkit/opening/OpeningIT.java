package net.es.esmond.storage.testkit.opening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.cassandra.service.HostResolver;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.testkit.architecture.DocumentedGrants;
import net.es.esmond.storage.testkit.cassandra.LoginRing;
import net.es.esmond.storage.testkit.junit.ServerExtension;
import net.es.esmond.storage.testkit.network.TcpProxy;
import net.es.esmond.storage.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Archives on real servers that are missing at first, and roles that may do little. */
class OpeningIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Registration TEST =
      Registration.networkElement()
          .source("198.51.100.1")
          .measurementAgent("198.51.100.1")
          .toolName("snmp")
          .inputSource("router")
          .eventType(EventType.THROUGHPUT)
          .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofHours(1))
          .build();

  @RegisterExtension
  static final ServerExtension<PostgresServer> POSTGRES =
      ServerExtension.of(PostgresServer.builder()::start);

  @Test
  void stores_that_come_one_after_the_other_are_found() throws Exception {
    POSTGRES.get().createDatabase("background");
    AtomicBoolean cassandraIsThere = new AtomicBoolean();
    HostResolver resolver =
        host -> {
          if (!cassandraIsThere.get()) {
            throw new UnknownHostException(host);
          }
          return List.of(InetAddress.getByName(LoginRing.servers().get(0).host()));
        };
    CassandraConf cassandra =
        LoginRing.conf(LoginRing.ADMINISTRATOR, "background").toBuilder()
            .servers(List.of(new HostPort("cassandra.example", LoginRing.servers().get(0).port())))
            .requestTimeout(Duration.ofSeconds(1))
            .build();
    try (TcpProxy postgres = TcpProxy.to(new InetSocketAddress("127.0.0.1", 1))) {
      SqlConf sql =
          sql("background", POSTGRES.get().user(), POSTGRES.get().password()).toBuilder()
              .servers(List.of(new HostPort("127.0.0.1", postgres.address().getPort())))
              .requestTimeout(Duration.ofSeconds(1))
              .build();
      try (EsmondStorage storage =
          EsmondStorage.builder(EsmondConf.of(cassandra, sql))
              .service(HostResolver.class, resolver)
              .inBackground()
              .open()) {
        unavailable("cassandra.example", () -> storage.replication().status());
        unavailable("PostgreSQL", () -> storage.metadata().register(TEST));

        cassandraIsThere.set(true);
        await().until(() -> storage.health().measurements().state() == StoreState.UP);
        assertThat(storage.replication().withTimeout(PATIENCE).status().keyspace())
            .isEqualTo("background");
        unavailable("PostgreSQL", () -> storage.metadata().register(TEST));
        assertThat(storage.health().metadata().state()).isEqualTo(StoreState.CONNECTING);

        postgres.retarget(POSTGRES.get().address());
        Metadata test = storage.metadata().withTimeout(PATIENCE).register(TEST);
        writeAndRead(storage, test.key());
        assertThat(storage.health().metadata().state()).isEqualTo(StoreState.UP);
      }
    }
  }

  private static void unavailable(String words, Runnable call) {
    EsmondException error = catchThrowableOfType(EsmondException.class, call::run);
    assertThat(error.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(error).hasMessageContaining(words);
  }

  private static void writeAndRead(EsmondStorage storage, String key) {
    Instant now = storage.clock().instant();
    storage.archive().withTimeout(PATIENCE).write(key, "throughput", now, 7);
    read(storage, key);
  }

  private static void read(EsmondStorage storage, String key) {
    Archive archive = storage.archive().withTimeout(PATIENCE);
    assertThat(archive.read(SeriesQuery.base(key, "throughput")))
        .extracting(Point::value)
        .containsExactly(new IntegerValue(7));
    assertThat(
            archive.read(
                SeriesQuery.of(new Series(key, EventType.THROUGHPUT, SummaryType.AVERAGE, 3600))))
        .hasSize(1);
  }

  @Test
  void a_virgin_cluster_stays_virgin_when_opened_read_only() throws Exception {
    String role = role("virgin");

    denied(ErrorCode.SCHEMA_ABSENT, "keyspace virgin", builder("virgin", role).readOnly());
    denied(
        ErrorCode.SCHEMA_ABSENT, "ps_metadata", builder("virgin", role).readOnly().onlyMetadata());

    LoginRing.execute(
        "CREATE KEYSPACE virgin WITH replication = {'class': 'SimpleStrategy',"
            + " 'replication_factor': 1}");
    try (Connection connection = POSTGRES.get().connect("virgin");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE ps_metadata ()");
    }
  }

  @Test
  void rights_to_read_suffice_to_open_read_only() throws Exception {
    String role = role("used");
    String key;
    try (EsmondStorage writer = owner("used").open()) {
      key = writer.metadata().register(TEST).key();
      writeAndRead(writer, key);
    }
    denied(
        ErrorCode.PERMISSION_DENIED,
        "GRANT SELECT ON KEYSPACE used TO " + role,
        builder("used", role).readOnly());
    grantTo("read only", role, "used");
    denied(
        ErrorCode.PERMISSION_DENIED, "lacks SELECT on auth_user", builder("used", role).readOnly());
    grant("used", "SELECT ON ALL TABLES IN SCHEMA public TO " + role);

    try (EsmondStorage reader = builder("used", role).readOnly().open()) {
      read(reader, key);
      assertThat(reader.metadata().get(key).key()).isEqualTo(key);
      assertThat(reader.access().keys()).isEmpty();
      assertThat(reader.replication().status().keyspace()).isEqualTo("used");
      assertThat(reader.replication().repairDue()).isFalse();
      assertThatThrownBy(() -> reader.archive().write(key, "throughput", Instant.now(), 8))
          .hasMessageStartingWith("Archive.write was refused");
    }
    assertThat(pointsReadInBackground(conf("used", role), SeriesQuery.base(key, "throughput")))
        .hasSize(1);
    denied(ErrorCode.PERMISSION_DENIED, "MODIFY on used.base_rates", builder("used", role));
    grantTo("write", role, "used");
    denied(ErrorCode.PERMISSION_DENIED, "GRANT INSERT ON ps_event_types", builder("used", role));
    grant("used", "INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO " + role);
    denied(ErrorCode.PERMISSION_DENIED, "ps_event_types_id_seq", builder("used", role));
    grant("used", "USAGE ON ALL SEQUENCES IN SCHEMA public TO " + role);

    try (EsmondStorage writer = builder("used", role).open()) {
      writer.archive().overwriting().write(key, "throughput", Instant.now(), 7);
    }
  }

  /** Executes what the README of the Cassandra module says for a purpose. */
  private static void grantTo(String purpose, String role, String keyspace) {
    LoginRing.execute(
        DocumentedGrants.of("cassandra", purpose, role).stream()
            .map(statement -> statement.replace("KEYSPACE esmond ", "KEYSPACE " + keyspace + " "))
            .toArray(String[]::new));
  }

  private static List<Point> pointsReadInBackground(EsmondConf conf, SeriesQuery query) {
    List<Point> shown = new ArrayList<>();
    // README: begin
    try (EsmondStorage storage = EsmondStorage.builder(conf).inBackground().readOnly().open()) {
      Archive archive = storage.archive().withTimeout(Duration.ofSeconds(30));
      archive.read(query).forEach(shown::add); // waits for both stores, if it has to
    }
    // README: end
    return shown;
  }

  @Test
  void a_role_that_may_create_nothing_is_told_so_at_opening() throws Exception {
    String role = role("fresh");

    denied(ErrorCode.PERMISSION_DENIED, "CREATE", builder("fresh", role));
    denied(ErrorCode.PERMISSION_DENIED, "schema", builder("fresh", role).onlyMetadata());
    String one = " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}";
    LoginRing.execute(
        "CREATE KEYSPACE fresh" + one,
        "GRANT CREATE ON KEYSPACE fresh TO " + role,
        "CREATE KEYSPACE IF NOT EXISTS esmond_control" + one,
        "GRANT CREATE ON KEYSPACE esmond_control TO " + role,
        "GRANT SELECT ON KEYSPACE esmond_control TO " + role,
        "GRANT MODIFY ON KEYSPACE esmond_control TO " + role);
    try (EsmondStorage reader = builder("fresh", role).onlyMeasurements().open()) {
      assertThat(reader.archive().read(SeriesQuery.base("any", "throughput"))).isEmpty();
    }
  }

  @Test
  void rights_to_create_and_alter_are_those_documented() throws Exception {
    String role = role("own");
    owner("first").onlyMeasurements().open().close();
    grantTo("read only", role, "first");
    grantTo("write", role, "first");
    grantTo("create", role, "own");

    builder("own", role).onlyMeasurements().open().close();

    grantTo("know how nodes sync their commit logs, for advice", role, "first");
    grantTo("change the replica count", role, "first");
    LoginRing.executeAs(
        role,
        "ALTER KEYSPACE first WITH replication = {'class': 'NetworkTopologyStrategy',"
            + " 'datacenter1': 1}",
        "SELECT * FROM system_views.gossip_info",
        "SELECT * FROM system_views.settings");
  }

  private static void denied(ErrorCode code, String words, EsmondStorageBuilder builder) {
    assertThatThrownBy(builder::open)
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(words);
  }

  /** Creates a database, and in both stores a role of the same name that may only log in. */
  private static String role(String database) throws SQLException {
    String role = database + "_role";
    POSTGRES.get().createDatabase(database);
    inDatabase(database, "CREATE ROLE %1$s LOGIN PASSWORD '%1$s'".formatted(role));
    LoginRing.execute("CREATE ROLE %1$s WITH LOGIN = true AND PASSWORD = '%1$s'".formatted(role));
    return role;
  }

  private static void grant(String database, String privileges) throws SQLException {
    inDatabase(database, "GRANT " + privileges);
  }

  private static void inDatabase(String database, String sql) throws SQLException {
    try (Connection connection = POSTGRES.get().connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static EsmondStorageBuilder owner(String name) {
    return EsmondStorage.builder(
        EsmondConf.of(
            LoginRing.conf(LoginRing.ADMINISTRATOR, name),
            sql(name, POSTGRES.get().user(), POSTGRES.get().password())));
  }

  private static EsmondStorageBuilder builder(String name, String role) {
    return EsmondStorage.builder(conf(name, role));
  }

  private static EsmondConf conf(String name, String role) {
    return EsmondConf.of(LoginRing.conf(role, name), sql(name, role, role));
  }

  private static SqlConf sql(String database, String user, String password) {
    InetSocketAddress address = POSTGRES.get().address();
    return SqlConf.builder()
        .servers(List.of(new HostPort(address.getAddress().getHostAddress(), address.getPort())))
        .database(database)
        .user(user)
        .password(new Secret(password))
        .build();
  }
}

package net.es.esmond.storage.testkit.sql;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.conf.SqlConfBuilder;
import net.es.esmond.storage.conf.TouchConf;
import net.es.esmond.storage.conf.TouchMode;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.Opening;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.sql.SqlMetadataProvider;
import net.es.esmond.storage.testkit.postgres.PostgresServer;

/**
 * A database of its own, on the PostgreSQL server that all tests of this JVM share or on another.
 */
final class SqlDatabase {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static PostgresServer shared;

  private final PostgresServer server;
  private final String name = "sql_" + COUNT.incrementAndGet();

  private SqlDatabase(PostgresServer server) {
    this.server = server;
    server.createDatabase(name);
  }

  /** The server dies with this JVM. */
  static synchronized PostgresServer server() {
    if (shared == null) {
      shared = PostgresServer.builder().address("127.0.30.2").start();
    }
    return shared;
  }

  static SqlDatabase create() {
    return new SqlDatabase(server());
  }

  static SqlDatabase createOn(PostgresServer server) {
    return new SqlDatabase(server);
  }

  /** The database that esmond's Django models made, or the test is skipped. */
  static SqlDatabase createByDjango() throws IOException, SQLException {
    Path reference = Path.of(System.getProperty("esmond.reference", "../../shared/reference"));
    Path dump = reference.resolve("django-archive.sql");
    assumeTrue(Files.exists(dump), "no database made by Django at " + dump);
    SqlDatabase database = create();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(Files.readString(dump));
    }
    return database;
  }

  Connection connect() throws SQLException {
    return server.connect(name);
  }

  String name() {
    return name;
  }

  SqlConfBuilder conf() {
    return SqlConf.builder()
        .servers(List.of(address(server)))
        .database(name)
        .user(server.user())
        .password(new Secret(server.password()))
        .poolSize(4)
        .touch(TouchConf.builder().mode(TouchMode.SYNC).build())
        .connectTimeout(Duration.ofSeconds(2))
        .startTimeout(Duration.ofMinutes(1));
  }

  /** Creates a role that may do nothing but connect; its name is also its password. */
  String role() throws SQLException {
    String role = name + "_role_" + COUNT.incrementAndGet();
    execute("CREATE ROLE %1$s LOGIN PASSWORD '%1$s'".formatted(role));
    return role;
  }

  /** The configuration for a role of {@link #role}. */
  SqlConfBuilder confOf(String role) {
    return conf().user(role).password(new Secret(role));
  }

  /** The address of the shared server. */
  static HostPort address() {
    return address(server());
  }

  static HostPort address(PostgresServer server) {
    return new HostPort(server.address().getAddress().getHostAddress(), server.address().getPort());
  }

  MetadataStore open() {
    return open(conf().build());
  }

  static MetadataStore open(SqlConf conf) {
    return open(conf, Map.of());
  }

  static MetadataStore open(SqlConf conf, MeterRegistry registry) {
    return open(conf, Map.of(MeterRegistry.class, registry));
  }

  private static MetadataStore open(SqlConf conf, Map<Class<?>, Object> services) {
    return open(conf, new StoreContext(Clock.systemUTC(), services));
  }

  static MetadataStore open(SqlConf conf, Opening opening) {
    return open(conf, new StoreContext(Clock.systemUTC(), Map.of(), opening));
  }

  static MetadataStore open(SqlConf conf, StoreContext context) {
    return new SqlMetadataProvider()
        .open(
            EsmondConf.of(CassandraConf.builder().servers(conf.servers()).build(), conf), context);
  }

  /** Runs a query with a connection of its own; each row as one text. */
  List<String> rows(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(String.valueOf(result.getString(i)));
        }
        rows.add(String.join("|", row));
      }
      return rows;
    }
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static Deadline soon() {
    return Deadline.after(Duration.ofMinutes(1));
  }

  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}

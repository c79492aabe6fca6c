package net.es.esmond.storage.testkit.bench.lastupdated;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.conf.TouchConf;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.LastUpdated;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.sql.SqlMetadataProvider;
import net.es.esmond.storage.testkit.postgres.PostgresServer;

/** A PostgreSQL server that syncs its commits to disk, with 200,000 event types. */
final class TouchServer implements AutoCloseable {
  static final int RECORDS = 20_000;
  static final int ROWS = RECORDS * 10;
  private static final List<EventType> TYPES = List.of(EventType.values()).subList(0, 10);
  private static final String DATABASE = "esmond";

  private final PostgresServer server =
      PostgresServer.builder()
          .address("127.0.60.1")
          .setting("fsync", "on")
          .setting("shared_buffers", "256MB")
          .setting("max_wal_size", "4GB")
          .setting("max_connections", "100")
          .start();

  TouchServer() throws SQLException {
    server.createDatabase(DATABASE);
    open(TouchConf.builder().build(), new SimpleMeterRegistry()).close();
    execute(
        "INSERT INTO ps_metadata (metadata_key, subject_type, checksum)"
            + " SELECT lpad(n::text, 32, '0'), 'network-element', lpad(n::text, 64, '0')"
            + " FROM generate_series(1, "
            + RECORDS
            + ") n");
    StringBuilder types = new StringBuilder();
    TYPES.forEach(type -> types.append(types.isEmpty() ? "'" : ",'").append(type).append('\''));
    execute(
        "INSERT INTO ps_event_types"
            + " (event_type, summary_type, summary_window, metadata_id, time_updated)"
            + " SELECT t, 'base', 0, m.id, now() FROM ps_metadata m, unnest(ARRAY["
            + types
            + "]) t ORDER BY m.id");
    execute("VACUUM ANALYZE");
  }

  MetadataStore open(TouchConf touch, MeterRegistry registry) {
    return open(address(), server.user(), server.password(), touch, registry);
  }

  private HostPort address() {
    return new HostPort(server.address().getAddress().getHostAddress(), server.address().getPort());
  }

  /** Address, user and password, for another process. */
  List<String> login() {
    return List.of(address().toString(), server.user(), server.password());
  }

  static MetadataStore open(
      HostPort address, String user, String password, TouchConf touch, MeterRegistry registry) {
    SqlConf conf =
        SqlConf.builder()
            .servers(List.of(address))
            .database(DATABASE)
            .user(user)
            .password(new Secret(password))
            .poolSize(4)
            .touch(touch)
            .build();
    return new SqlMetadataProvider()
        .open(
            EsmondConf.of(
                CassandraConf.builder().servers(List.of(new HostPort("localhost", 9042))).build(),
                conf),
            new StoreContext(Clock.systemUTC(), Map.of(MeterRegistry.class, registry)));
  }

  /** Handles of the first event types, in the order of their rows. */
  static List<LastUpdated> handles(MetadataStore store, int count) {
    List<LastUpdated> handles = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      handles.add(store.lastUpdated(key(i / TYPES.size()), TYPES.get(i % TYPES.size())));
    }
    return handles;
  }

  static String key(int record) {
    return String.format(Locale.ROOT, "%032d", record + 1);
  }

  static EventType type(int n) {
    return TYPES.get(n % TYPES.size());
  }

  Connection connect() throws SQLException {
    return server.connect(DATABASE);
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  double number(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getDouble(1);
    }
  }

  double walBytes() throws SQLException {
    return number("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')");
  }

  @Override
  public void close() {
    server.close();
  }
}

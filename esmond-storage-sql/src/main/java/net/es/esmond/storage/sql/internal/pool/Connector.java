package net.es.esmond.storage.sql.internal.pool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** Opens connections to one server at a time, none without time-outs, and asks what it is. */
final class Connector {
  /**
   * The timeline as the write-ahead log has it: right from the moment of promotion. And settings of
   * the session: metadata fits into memory, where a page at random costs little more than the next
   * one; and calls are too short to be compiled or divided among processes.
   */
  private static final String INSPECT =
      """
      SELECT pg_is_in_recovery(),
             current_setting('transaction_read_only') = 'on',
             CASE WHEN pg_is_in_recovery() THEN 0
                  ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint
             END,
             set_config('idle_in_transaction_session_timeout', '60s', false),
             set_config('random_page_cost', '1.1', false),
             set_config('max_parallel_workers_per_gather', '0', false),
             set_config('jit', 'off', false)
      """;

  private final Driver driver = new Driver();
  private final SqlConf conf;

  /**
   * Throws {@link net.es.esmond.storage.error.ConfException} when TLS cannot be talked as
   * configured.
   */
  Connector(SqlConf conf) {
    TlsFactory.check(conf.tls());
    this.conf = conf;
  }

  /** A connection, and what its server said when it was opened. */
  record Opened(Connection connection, ServerState state) {}

  /**
   * Opens a connection.
   *
   * @param socketTimeout time to wait for each answer
   */
  Opened open(HostPort server, Duration connectTimeout, Duration socketTimeout)
      throws SQLException {
    Connection connection = driver.connect(url(server), properties(connectTimeout, socketTimeout));
    if (connection == null) {
      throw new IllegalStateException("the PostgreSQL driver must know its own URLs");
    }
    try {
      return new Opened(connection, inspect(connection, server));
    } catch (SQLException | RuntimeException e) {
      closeQuietly(connection, e);
      throw e;
    }
  }

  ServerState inspect(Connection connection, HostPort server) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSPECT);
        ResultSet row = statement.executeQuery()) {
      row.next();
      boolean standby = row.getBoolean(1);
      boolean readOnly = row.getBoolean(2);
      long timeline = row.getLong(3);
      if (standby) {
        return new ServerState(server, ServerState.Role.STANDBY, timeline, "standby", "");
      }
      return readOnly
          ? new ServerState(server, ServerState.Role.READ_ONLY, timeline, "read-only", "")
          : new ServerState(
              server, ServerState.Role.PRIMARY, timeline, "primary, timeline " + timeline, "");
    }
  }

  private String url(HostPort server) {
    return "jdbc:postgresql://" + server + "/" + URLEncoder.encode(conf.database(), UTF_8);
  }

  private Properties properties(Duration connectTimeout, Duration socketTimeout) {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, conf.user());
    PGProperty.PASSWORD.set(properties, conf.password().reveal());
    PGProperty.APPLICATION_NAME.set(properties, "esmond-storage");
    PGProperty.CONNECT_TIMEOUT.set(properties, seconds(connectTimeout));
    PGProperty.LOGIN_TIMEOUT.set(properties, seconds(connectTimeout));
    PGProperty.SOCKET_TIMEOUT.set(properties, seconds(socketTimeout));
    PGProperty.CANCEL_SIGNAL_TIMEOUT.set(properties, 2);
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
    TlsFactory.configure(properties, conf.tls());
    return properties;
  }

  /** The driver counts in whole seconds, and takes zero for no limit. */
  private static int seconds(Duration duration) {
    return (int) Math.max(1, duration.plusMillis(999).toSeconds());
  }

  static void closeQuietly(Connection connection, Exception reason) {
    try {
      connection.close();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }
}

package net.es.esmond.storage.sql.internal.pool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a connection to a server, with time-outs, and asks for the role of the server. A pooler,
 * such as PgBouncer, is known by the process id: the one that the connection was given is not that
 * of the server's process. Such a connection may lead to another process at each transaction, so it
 * prepares no statement by name and changes no setting of its session.
 */
final class PoolConnector {
  private static final Logger LOG = LoggerFactory.getLogger(PoolConnector.class);

  /**
   * Reads the server's role, cluster and timeline, and sets up the session unless a pooler lends
   * it. The timeline is that of the write-ahead log, which is right from the moment of promotion.
   * Metadata fits into memory, where a random page costs little more than the next one. Calls are
   * too short for compiled plans and parallel workers. A transaction never waits for anything of
   * its process: one that is idle is of a process that is held, and others wait for its locks.
   */
  private static final String INSPECT =
      """
      SELECT pg_is_in_recovery(),
             current_setting('transaction_read_only') = 'on',
             (SELECT system_identifier FROM pg_control_system()),
             CASE WHEN pg_is_in_recovery() THEN 0
                  ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint
             END,
             pg_backend_pid(),
             CASE WHEN pg_backend_pid() = ?
                  THEN concat(set_config('idle_in_transaction_session_timeout', '5s', false),
                              set_config('random_page_cost', '1.1', false),
                              set_config('max_parallel_workers_per_gather', '0', false),
                              set_config('jit', 'off', false))
             END
      """;

  private final Driver driver = new Driver();
  private final SqlConf conf;
  private final boolean onlyReads;
  private final AtomicBoolean poolerLogged = new AtomicBoolean();

  /**
   * Creates a connector.
   *
   * @param onlyReads whether a primary that refuses writes will do
   * @throws net.es.esmond.storage.error.ConfException when a key store cannot be read
   */
  PoolConnector(SqlConf conf, boolean onlyReads) {
    TlsFactory.check(conf.tls());
    this.conf = conf;
    this.onlyReads = onlyReads;
  }

  /** A connection that was just opened, and the state of its server. */
  record Opened(Connection connection, ServerState state) {}

  /**
   * Opens a connection.
   *
   * @param socketTimeout time to wait for each answer of the server
   */
  Opened open(HostPort server, Duration connectTimeout, Duration socketTimeout)
      throws SQLException {
    Connection connection = driver.connect(url(server), properties(connectTimeout, socketTimeout));
    if (connection == null) {
      throw new IllegalStateException(
          "the PostgreSQL driver refused a jdbc:postgresql URL; use the driver that this library names");
    }
    try {
      return new Opened(connection, inspect(connection, server));
    } catch (SQLException | RuntimeException | Error e) {
      closeQuietly(connection, e);
      throw e;
    }
  }

  ServerState inspect(Connection connection, HostPort server) throws SQLException {
    PGConnection driver = connection.unwrap(PGConnection.class);
    try (PreparedStatement statement = connection.prepareStatement(INSPECT)) {
      statement.setInt(1, driver.getBackendPID());
      ResultSet row = statement.executeQuery();
      row.next();
      if (row.getInt(5) != driver.getBackendPID()) {
        driver.setPrepareThreshold(0);
        logPooler(server);
      }
      boolean standby = row.getBoolean(1);
      boolean readOnly = row.getBoolean(2);
      long cluster = row.getLong(3);
      long timeline = row.getLong(4);
      if (standby) {
        return new ServerState(server, ServerState.Role.STANDBY, cluster, timeline, "standby", "");
      }
      return readOnly && !onlyReads
          ? new ServerState(server, ServerState.Role.READ_ONLY, cluster, timeline, "read-only", "")
          : new ServerState(
              server,
              ServerState.Role.PRIMARY,
              cluster,
              timeline,
              "primary, timeline " + timeline,
              "");
    }
  }

  private void logPooler(HostPort server) {
    if (poolerLogged.compareAndSet(false, true)) {
      LOG.info(
          "{} is a pooler, which may lend another session to each transaction: statements are not"
              + " prepared, and settings of sessions are left to the administrator",
          server);
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

  /** Rounds up to whole seconds, and to one at least: the driver takes zero for no limit. */
  private static int seconds(Duration duration) {
    return (int) Math.max(1, duration.plusMillis(999).toSeconds());
  }

  static void closeQuietly(Connection connection, Throwable reason) {
    try {
      connection.close();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }
}

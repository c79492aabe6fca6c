package net.es.esmond.storage.sql.internal.pool;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import javax.sql.DataSource;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/**
 * Opens connections to the primary, for the pool, and remembers which server and timeline each one
 * leads to, so that those to a former primary can be cut.
 */
final class PrimaryDataSource implements DataSource {
  private final SqlConf conf;
  private final Connector connector;
  private final Topology topology;
  private final Map<PgConnection, ServerState> origins = new ConcurrentHashMap<>();

  PrimaryDataSource(SqlConf conf, Connector connector, Topology topology) {
    this.conf = conf;
    this.connector = connector;
    this.topology = topology;
  }

  @Override
  public Connection getConnection() throws SQLException {
    HostPort server =
        awaitPrimary()
            .orElseThrow(() -> new SQLTransientConnectionException("no primary is known"));
    Connector.Opened opened = open(server);
    if (!topology.isCurrent(opened.state())) {
      SQLException e = new SQLTransientConnectionException(server + " is no longer the primary");
      Connector.closeQuietly(opened.connection(), e);
      throw e;
    }
    remember(opened);
    return opened.connection();
  }

  private Connector.Opened open(HostPort server) throws SQLException {
    try {
      Connector.Opened opened = connector.open(server, conf.connectTimeout(), conf.socketTimeout());
      topology.report(opened.state());
      return opened;
    } catch (SQLException e) {
      topology.report(ServerState.unreachable(server, e));
      throw e;
    }
  }

  private Optional<HostPort> awaitPrimary() throws SQLException {
    try {
      return topology.awaitPrimary(conf.connectTimeout().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException("interrupted while waiting for a primary", e);
    }
  }

  private void remember(Connector.Opened opened) throws SQLException {
    for (PgConnection connection : origins.keySet()) {
      if (connection.isClosed()) {
        origins.remove(connection);
      }
    }
    origins.put(opened.connection().unwrap(PgConnection.class), opened.state());
  }

  /** Returns where a connection leads; null for one that was cut. */
  @Nullable ServerState origin(Connection connection) throws SQLException {
    return origins.get(connection.unwrap(PgConnection.class));
  }

  /** Cuts every connection to a server that is not the primary, in use or not. */
  void cutStale() {
    origins.forEach(
        (connection, origin) -> {
          if (!topology.isCurrent(origin)) {
            origins.remove(connection);
            abort(connection);
          }
        });
  }

  private static void abort(PgConnection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      throw new IllegalStateException("abort() takes any executor", e);
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the user is configured");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {
    // The driver logs nothing there.
  }

  @Override
  public void setLoginTimeout(int seconds) {
    // Configured; the pool offers its own idea of it.
  }

  @Override
  public int getLoginTimeout() {
    return (int) Duration.ofSeconds(1).plus(conf.connectTimeout()).toSeconds();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}

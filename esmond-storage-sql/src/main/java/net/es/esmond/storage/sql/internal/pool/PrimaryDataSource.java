package net.es.esmond.storage.sql.internal.pool;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/**
 * Opens connections to the primary for a pool. It remembers the server and the timeline of each
 * connection, so that connections to a former primary can be cut.
 */
final class PrimaryDataSource extends PoolSource {
  private final Map<PgConnection, ServerState> origins = new ConcurrentHashMap<>();

  PrimaryDataSource(SqlConf conf, PoolConnector connector, Topology topology) {
    super(conf, connector, topology);
  }

  @Override
  public Connection getConnection() throws SQLException {
    HostPort server =
        awaitPrimary()
            .orElseThrow(
                () -> new SQLTransientConnectionException("no server is known to be the primary"));
    PoolConnector.Opened opened = open(server);
    if (!topology.isCurrent(opened.state())) {
      SQLException e = new SQLTransientConnectionException(server + " is no longer the primary");
      PoolConnector.closeQuietly(opened.connection(), e);
      throw e;
    }
    remember(opened);
    return opened.connection();
  }

  private Optional<HostPort> awaitPrimary() throws SQLException {
    try {
      return topology.awaitPrimary(conf.connectTimeout().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException("interrupted while waiting for a primary", e);
    }
  }

  private void remember(PoolConnector.Opened opened) throws SQLException {
    for (PgConnection connection : origins.keySet()) {
      if (connection.isClosed()) {
        origins.remove(connection);
      }
    }
    origins.put(opened.connection().unwrap(PgConnection.class), opened.state());
  }

  /** Returns the server of a connection, or null when the connection was cut. */
  @Nullable ServerState origin(PgConnection connection) {
    return origins.get(connection);
  }

  /** Cuts every connection to another server than the primary, in use or not. */
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
      throw new IllegalStateException("the driver refused to abort a connection", e);
    }
  }
}

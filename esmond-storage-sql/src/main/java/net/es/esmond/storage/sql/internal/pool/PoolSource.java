package net.es.esmond.storage.sql.internal.pool;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import org.jspecify.annotations.Nullable;

/** Opens connections for a pool, and reports each server's state to the topology. */
abstract class PoolSource implements DataSource {
  final SqlConf conf;
  final PoolConnector connector;
  final Topology topology;

  PoolSource(SqlConf conf, PoolConnector connector, Topology topology) {
    this.conf = conf;
    this.connector = connector;
    this.topology = topology;
  }

  final PoolConnector.Opened open(HostPort server) throws SQLException {
    try {
      PoolConnector.Opened opened =
          connector.open(server, conf.connectTimeout(), conf.socketTimeout());
      topology.report(opened.state());
      return opened;
    } catch (SQLException | RuntimeException | Error e) {
      topology.report(ServerState.unreachable(server, e));
      throw e;
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException(
        "connections have the configured user; call getConnection()");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {
    // The driver does not log to a writer.
  }

  @Override
  public void setLoginTimeout(int seconds) {
    // The configured time-out counts, not that of the pool.
  }

  @Override
  public int getLoginTimeout() {
    return (int) conf.connectTimeout().plusSeconds(1).toSeconds();
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

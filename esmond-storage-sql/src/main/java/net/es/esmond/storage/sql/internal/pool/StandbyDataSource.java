package net.es.esmond.storage.sql.internal.pool;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;

/** Opens connections to standbys for a pool. Reads from a standby may lag behind. */
final class StandbyDataSource extends PoolSource {
  StandbyDataSource(SqlConf conf, PoolConnector connector, Topology topology) {
    super(conf, connector, topology);
  }

  @Override
  public Connection getConnection() throws SQLException {
    List<HostPort> standbys = topology.standbys();
    if (standbys.isEmpty()) {
      throw new SQLTransientConnectionException("no server is known to be a standby");
    }
    return open(standbys.get(ThreadLocalRandom.current().nextInt(standbys.size()))).connection();
  }
}

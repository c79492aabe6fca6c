package net.es.esmond.storage.testkit.bench.session;

import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.cassandra.service.HostResolver;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.postgres.PostgresCluster;

/**
 * The servers of which some are lost.
 *
 * @param postgres a primary with a standby, where something happens to them
 */
record FaultServers(CassandraRing ring, Optional<PostgresCluster> postgres)
    implements AutoCloseable {
  private static final String DATABASE = "bench";

  /** Starts three nodes, and PostgreSQL servers if they are wanted. */
  static FaultServers start(boolean withPostgres) {
    CassandraRing ring = Rings.threeNodes();
    try {
      return new FaultServers(
          ring,
          withPostgres
              ? Optional.of(PostgresCluster.builder().firstAddress("127.0.31.91").start())
              : Optional.empty());
    } catch (RuntimeException e) {
      ring.close();
      throw e;
    }
  }

  FaultServers {
    postgres.ifPresent(servers -> servers.primary().createDatabase(DATABASE));
  }

  HostResolver resolver() {
    return Rings.resolver(ring);
  }

  /** The database, on whichever server is the primary. */
  SqlConf sql() {
    PostgresCluster servers = postgres.orElseThrow();
    List<HostPort> addresses =
        servers.servers().stream()
            .map(server -> server.address())
            .map(at -> new HostPort(at.getAddress().getHostAddress(), at.getPort()))
            .toList();
    return SqlConf.builder()
        .servers(addresses)
        .database(DATABASE)
        .user(servers.primary().user())
        .password(new Secret(servers.primary().password()))
        .build();
  }

  void heal() {
    ring.heal();
    postgres.ifPresent(PostgresCluster::heal);
  }

  @Override
  public void close() {
    ring.close();
    postgres.ifPresent(PostgresCluster::close);
  }
}

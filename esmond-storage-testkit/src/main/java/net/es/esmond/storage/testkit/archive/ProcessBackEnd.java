package net.es.esmond.storage.testkit.archive;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.cassandra.CassandraRingBuilder;
import net.es.esmond.storage.testkit.internal.Closing;
import net.es.esmond.storage.testkit.internal.Parallel;
import net.es.esmond.storage.testkit.postgres.PostgresCluster;
import net.es.esmond.storage.testkit.postgres.PostgresClusterBuilder;

/** Servers as child processes. */
final class ProcessBackEnd implements BackEnd {

  @Override
  public String name() {
    return "processes";
  }

  @Override
  public Optional<String> lacks(Setup setup) {
    return Optional.empty();
  }

  @Override
  public ArchiveServers start(Setup setup) {
    List<CassandraRing> ring = new CopyOnWriteArrayList<>();
    List<PostgresCluster> postgres = new CopyOnWriteArrayList<>();
    try {
      Parallel.run(List.of(() -> ring.add(ring(setup)), () -> postgres.add(postgres(setup))));
    } catch (RuntimeException e) {
      throw Closing.after(
          e,
          () -> ring.forEach(CassandraRing::close),
          () -> postgres.forEach(PostgresCluster::close));
    }
    return new RealServers(
        access(ring.get(0), postgres.get(0)), List.of(ring.get(0), postgres.get(0)));
  }

  private static CassandraRing ring(Setup setup) {
    CassandraRingBuilder builder = CassandraRing.builder().nodes(setup.nodes());
    if (setup.proxied()) {
      builder.proxied();
    }
    if (!setup.cassandraVersion().isEmpty()) {
      builder.version(setup.cassandraVersion());
    }
    return builder.start();
  }

  private static PostgresCluster postgres(Setup setup) {
    PostgresClusterBuilder builder = PostgresCluster.builder().standbys(setup.standbys());
    if (setup.synchronous()) {
      builder.synchronous();
    }
    if (setup.proxied()) {
      builder.proxied();
    }
    if (!setup.postgresVersion().isEmpty()) {
      builder.version(setup.postgresVersion());
    }
    return builder.start();
  }

  private static EsmondConf access(CassandraRing ring, PostgresCluster postgres) {
    return EsmondConf.of(
        CassandraConf.builder()
            .servers(ring.contactPoints().stream().map(ProcessBackEnd::hostPort).toList())
            .build(),
        SqlConf.builder()
            .servers(postgres.servers().stream().map(server -> hostPort(server.address())).toList())
            .user(postgres.primary().user())
            .password(new Secret(postgres.primary().password()))
            .build());
  }

  private static HostPort hostPort(InetSocketAddress address) {
    return new HostPort(address.getAddress().getHostAddress(), address.getPort());
  }
}

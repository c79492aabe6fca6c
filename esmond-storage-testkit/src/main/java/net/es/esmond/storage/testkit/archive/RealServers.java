package net.es.esmond.storage.testkit.archive;

import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.testkit.Server;
import net.es.esmond.storage.testkit.ServerGroup;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.internal.Closing;
import net.es.esmond.storage.testkit.internal.Parallel;
import net.es.esmond.storage.testkit.postgres.PostgresCluster;

/** Archives on servers that a conf reaches as one who may create databases and keyspaces. */
final class RealServers implements ArchiveServers {
  private final EsmondConf access;
  private final Administration administration;
  private final List<ServerGroup> groups;

  RealServers(EsmondConf access, List<ServerGroup> groups) {
    this.access = access;
    this.administration = new Administration(access);
    this.groups = List.copyOf(groups);
  }

  @Override
  public EsmondConf create(String name, int replicas) {
    administration.createDatabase(name);
    return EsmondConf.of(
        access.cassandra().toBuilder().keyspace(name).replicas(replicas).build(),
        access.sql().toBuilder().database(name).build());
  }

  @Override
  public void drop(EsmondConf conf) {
    // On threads of their own: what an interrupted test leaves would stay on somebody's servers.
    Parallel.run(
        List.of(
            () -> administration.dropKeyspace(conf.cassandra().keyspace()),
            () -> administration.dropDatabase(conf.sql().database())));
  }

  @Override
  public EsmondStorageBuilder builder(EsmondConf conf) {
    return EsmondStorage.builder(conf);
  }

  @Override
  public Optional<CassandraRing> ring() {
    return only(CassandraRing.class);
  }

  @Override
  public Optional<PostgresCluster> postgres() {
    return only(PostgresCluster.class);
  }

  private <T> Optional<T> only(Class<T> type) {
    return groups.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  @Override
  public List<Server> servers() {
    return groups.stream().<Server>flatMap(group -> group.servers().stream()).toList();
  }

  @Override
  public void heal() {
    groups.forEach(ServerGroup::heal);
  }

  @Override
  public void close() {
    Closing.all(groups, ServerGroup::close);
  }
}

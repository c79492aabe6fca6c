package net.es.esmond.storage.testkit.archive;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.internal.time.StorageClock;
import net.es.esmond.storage.testkit.Server;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import net.es.esmond.storage.testkit.postgres.PostgresCluster;

/** Archives in memory: all instances opened on one conf share its stores. */
final class MemoryServers implements ArchiveServers {
  private final Map<String, InMemoryTimeSeriesStore> series = new ConcurrentHashMap<>();
  private final Map<String, InMemoryMetadataStore> metadata = new ConcurrentHashMap<>();

  @Override
  public EsmondConf create(String name, int replicas) {
    return EsmondConf.of(
        CassandraConf.builder()
            .servers(List.of(new HostPort("localhost", 9042)))
            .keyspace(name)
            .replicas(replicas)
            .build(),
        SqlConf.builder().database(name).build());
  }

  @Override
  public void drop(EsmondConf conf) {
    series.remove(conf.cassandra().keyspace());
    metadata.remove(conf.sql().database());
  }

  /** The servers' clock is that of the host of the first instance that opens them. */
  @Override
  public EsmondStorageBuilder builder(EsmondConf conf) {
    return EsmondStorage.builder(conf)
        .timeSeries(
            (same, context) ->
                series.computeIfAbsent(
                    conf.cassandra().keyspace(),
                    name -> new InMemoryTimeSeriesStore(StorageClock.hostOf(context.clock()))))
        .metadata(
            (same, context) ->
                metadata.computeIfAbsent(
                    conf.sql().database(),
                    name -> new InMemoryMetadataStore(StorageClock.hostOf(context.clock()))));
  }

  @Override
  public Optional<CassandraRing> ring() {
    return Optional.empty();
  }

  @Override
  public Optional<PostgresCluster> postgres() {
    return Optional.empty();
  }

  @Override
  public List<Server> servers() {
    return List.of();
  }

  @Override
  public void heal() {}

  @Override
  public void close() {}
}

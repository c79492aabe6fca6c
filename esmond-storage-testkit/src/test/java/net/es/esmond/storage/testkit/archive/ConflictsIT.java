package net.es.esmond.storage.testkit.archive;

import java.time.Clock;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.testkit.cassandra.SharedRing;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import org.junit.jupiter.api.Nested;

/** The rules of conflicts, on real nodes, at the only replica and at a majority of three. */
class ConflictsIT {

  @Nested
  class WithOneReplica extends ConflictsContract {
    private final InMemoryMetadataStore metadata = new InMemoryMetadataStore(Clock.systemUTC());

    @Override
    protected EsmondStorageBuilder builder() {
      return onRing("conflicts_1", 1, metadata);
    }
  }

  @Nested
  class WithThreeReplicas extends ConflictsContract {
    private final InMemoryMetadataStore metadata = new InMemoryMetadataStore(Clock.systemUTC());

    @Override
    protected EsmondStorageBuilder builder() {
      return onRing("conflicts_3", 3, metadata);
    }
  }

  private static EsmondStorageBuilder onRing(
      String keyspace, int replicas, InMemoryMetadataStore metadata) {
    CassandraConf cassandra =
        CassandraConf.builder()
            .servers(SharedRing.servers())
            .keyspace(keyspace)
            .replicas(replicas)
            .build();
    return EsmondStorage.builder(EsmondConf.of(cassandra, SqlConf.builder().build()))
        .metadata((conf, context) -> metadata);
  }
}

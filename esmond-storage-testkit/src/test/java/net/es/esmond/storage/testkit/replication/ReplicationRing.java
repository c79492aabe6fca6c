package net.es.esmond.storage.testkit.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.replication.ReplicaNode;
import net.es.esmond.storage.replication.ReplicationChange;
import net.es.esmond.storage.replication.ReplicationOptions;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.cassandra.RingAddresses;
import net.es.esmond.storage.testkit.cassandra.RingJmx;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;

/** Three nodes whose replicas can be read directly, and archives on them. */
final class ReplicationRing implements AutoCloseable {
  private static final MetadataStore METADATA = new InMemoryMetadataStore(Clock.systemUTC());

  private final CassandraRing ring;
  private final DirectReads replicas;

  ReplicationRing(String firstAddress) {
    ring =
        CassandraRing.builder()
            .nodes(3)
            .firstAddress(firstAddress)
            .jvmOption("-Dcassandra.enable_nodelocal_queries=true")
            .start();
    replicas = new DirectReads(ring);
  }

  CassandraRing ring() {
    return ring;
  }

  DirectReads replicas() {
    return replicas;
  }

  ReplicationOptions overJmx() {
    return byOperator().withJmx(RingJmx.of(ring));
  }

  static ReplicationOptions byOperator() {
    return ReplicationOptions.defaults().withTiming(Duration.ofSeconds(1), Duration.ofSeconds(40));
  }

  EsmondStorage open(String keyspace, int replicas, ReplicationOptions options) {
    return builder(RingAddresses.of(ring), keyspace, replicas).replication(options).open();
  }

  static EsmondStorageBuilder builder(List<HostPort> servers, String keyspace, int replicas) {
    CassandraConf conf =
        CassandraConf.builder()
            .servers(servers)
            .keyspace(keyspace)
            .replicas(replicas)
            .startTimeout(Duration.ofMinutes(5))
            .schemaTimeout(Duration.ofMinutes(5))
            .requestTimeout(Duration.ofMinutes(1))
            .build();
    return builder(conf);
  }

  static EsmondStorageBuilder builder(CassandraConf conf) {
    return EsmondStorage.builder(EsmondConf.of(conf, SqlConf.builder().build()))
        .metadata((ignored, context) -> METADATA);
  }

  /** Measurements in a keyspace with one replica. */
  Measurements measured(String keyspace) {
    try (EsmondStorage storage = open(keyspace, 1, byOperator())) {
      return Measurements.write(storage, 50, 100);
    }
  }

  static Optional<ReplicationChange> change(EsmondStorage storage) {
    return storage.replication().status().change();
  }

  CassandraNode node(ReplicaNode node) {
    return ring.nodes().stream()
        .filter(n -> n.address().getAddress().getHostAddress().equals(node.address()))
        .findFirst()
        .orElseThrow();
  }

  /** Checks, by other means than the library's, that every replica holds everything. */
  void check(String keyspace, int count, Measurements measurements) {
    // The driver's token map follows the schema a moment later; writes of a load are under way.
    await()
        .untilAsserted(
            () -> {
              DirectReads.Found found = replicas.find(keyspace);
              assertThat(found.replicas()).isEqualTo(count);
              assertThat(found.lacking()).isZero();
              assertThat(found.rows()).isGreaterThanOrEqualTo(measurements.total());
            });
  }

  @Override
  public void close() {
    replicas.close();
    ring.close();
  }
}

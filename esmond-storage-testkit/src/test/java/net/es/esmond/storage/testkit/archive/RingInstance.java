package net.es.esmond.storage.testkit.archive;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.ConflictMode;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;

/** One of several instances on a real ring, with a record in memory that all of them have. */
record RingInstance(EsmondStorage storage, String key) implements AutoCloseable {

  /** Opens an instance on a keyspace with three replicas. */
  static RingInstance open(
      List<HostPort> servers, String keyspace, ConflictMode conflicts, String run) {
    return open(servers, keyspace, 3, conflicts, run);
  }

  static RingInstance open(
      List<HostPort> servers, String keyspace, int replicas, ConflictMode conflicts, String run) {
    CassandraConf cassandra =
        CassandraConf.builder()
            .servers(servers)
            .keyspace(keyspace)
            .replicas(replicas)
            .requestTimeout(Duration.ofMinutes(1))
            .build();
    EsmondStorage storage =
        EsmondStorage.builder(EsmondConf.of(cassandra, SqlConf.builder().build()))
            .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
            .conflicts(conflicts)
            .withoutBackgroundMaintenance()
            .open();
    return new RingInstance(storage, register(storage, run));
  }

  /** Registers the test of a run, and returns its key. */
  static String register(EsmondStorage storage, String run) {
    return storage.metadata().register(test(run)).key();
  }

  /** Its key depends on nothing else. */
  private static Registration test(String run) {
    return Registration.pointToPoint()
        .source("192.0.2.1")
        .destination("192.0.2.2")
        .measurementAgent("192.0.2.1")
        .toolName("bwctl/iperf3")
        .inputSource("a.example.net")
        .inputDestination("b.example.net")
        .parameter("run", run)
        .eventType(EventType.THROUGHPUT)
        .eventType(EventType.HISTOGRAM_OWDELAY)
        .build();
  }

  @Override
  public void close() {
    storage.close();
  }
}

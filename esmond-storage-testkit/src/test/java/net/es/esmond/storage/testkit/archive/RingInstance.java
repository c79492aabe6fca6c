package net.es.esmond.storage.testkit.archive;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import net.es.esmond.storage.ConflictMode;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;

/**
 * One of several instances with three replicas and a record in memory that all of them have, and
 * how many requests it takes.
 */
record RingInstance(EsmondStorage storage, String key, MeterRegistry meters)
    implements AutoCloseable {
  /** Points in one go. */
  static final int SOME = 40;

  static RingInstance open(
      List<HostPort> servers, String keyspace, ConflictMode conflicts, String run) {
    MeterRegistry meters = new SimpleMeterRegistry();
    CassandraConf cassandra =
        CassandraConf.builder().servers(servers).keyspace(keyspace).replicas(3).build();
    EsmondStorage storage =
        EsmondStorage.builder(EsmondConf.of(cassandra, SqlConf.builder().build()))
            .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
            .service(MeterRegistry.class, meters)
            .conflicts(conflicts)
            .withoutBackgroundMaintenance()
            .open();
    return new RingInstance(storage, storage.metadata().register(test(run)).key(), meters);
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
        .build();
  }

  /** Whether it takes hardly more requests than points to write some. */
  boolean writesWithoutLooking(Runnable write) {
    double before = requests();
    for (int i = 0; i < SOME; i++) {
      write.run();
    }
    return requests() - before < 1.5 * SOME;
  }

  private double requests() {
    return meters.find("esmond.cassandra.requests").timers().stream().mapToLong(Timer::count).sum();
  }

  @Override
  public void close() {
    storage.close();
  }
}

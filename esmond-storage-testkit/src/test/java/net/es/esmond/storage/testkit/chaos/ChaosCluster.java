package net.es.esmond.storage.testkit.chaos;

import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import net.es.esmond.storage.cassandra.CassandraProvider;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.cassandra.RingAddresses;

/** Three nodes behind proxies, and a store on them. */
record ChaosCluster(CassandraRing ring, TimeSeriesStore store, String network, AtomicInteger host)
    implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int FIRST_FREE_HOST = 100;

  static ChaosCluster start(boolean quorum, String firstAddress) {
    CassandraRing ring =
        CassandraRing.builder().nodes(3).firstAddress(firstAddress).proxied().start();
    ConsistencyLevel level = quorum ? ConsistencyLevel.LOCAL_QUORUM : ConsistencyLevel.LOCAL_ONE;
    CassandraConf conf =
        CassandraConf.builder()
            .servers(RingAddresses.of(ring))
            .replicas(quorum ? 3 : 2)
            .keyspace("chaos")
            .readConsistency(level)
            .writeConsistency(level)
            .build();
    SqlConf unused = SqlConf.builder().user("esmond").password(new Secret("unused")).build();
    try {
      TimeSeriesStore store =
          new CassandraProvider()
              .open(EsmondConf.of(conf, unused), new StoreContext(Clock.systemUTC(), Map.of()));
      String network = firstAddress.substring(0, firstAddress.lastIndexOf('.') + 1);
      return new ChaosCluster(ring, store, network, new AtomicInteger(FIRST_FREE_HOST));
    } catch (RuntimeException e) {
      ring.close();
      throw e;
    }
  }

  /** An address that no node of the ring has had yet. */
  String freeAddress() {
    return network + host.getAndIncrement();
  }

  void awaitAllUp() {
    await().atMost(PATIENCE).until(() -> store.health().state() == StoreState.UP);
  }

  @Override
  public void close() {
    store.close();
    ring.close();
  }
}

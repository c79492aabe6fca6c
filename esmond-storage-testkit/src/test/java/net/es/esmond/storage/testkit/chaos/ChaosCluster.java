package net.es.esmond.storage.testkit.chaos;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.ConsistencyLevel;
import net.es.esmond.storage.cassandra.CassandraProvider;
import net.es.esmond.storage.cassandra.CassandraState;
import net.es.esmond.storage.cassandra.CassandraStateListener;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/** Three nodes and a store on them. */
record ChaosCluster(CassandraRing ring, TimeSeriesStore store, UpWatch watch)
    implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  static ChaosCluster start(boolean quorum, String firstAddress) {
    CassandraRing ring = CassandraRing.builder().nodes(3).firstAddress(firstAddress).start();
    ConsistencyLevel level = quorum ? ConsistencyLevel.LOCAL_QUORUM : ConsistencyLevel.LOCAL_ONE;
    CassandraConf conf =
        CassandraConf.builder()
            .servers(
                ring.contactPoints().stream()
                    .map(a -> new HostPort(a.getAddress().getHostAddress(), a.getPort()))
                    .toList())
            .replicas(quorum ? 3 : 2)
            .keyspace("chaos")
            .readConsistency(level)
            .writeConsistency(level)
            .build();
    SqlConf unused = SqlConf.builder().user("esmond").password(new Secret("unused")).build();
    UpWatch watch = new UpWatch();
    try {
      TimeSeriesStore store =
          new CassandraProvider()
              .open(
                  EsmondConf.of(conf, unused),
                  new StoreContext(Clock.systemUTC(), Map.of(CassandraStateListener.class, watch)));
      return new ChaosCluster(ring, store, watch);
    } catch (RuntimeException e) {
      ring.close();
      throw e;
    }
  }

  void awaitAllUp() throws InterruptedException {
    if (!watch.await(PATIENCE)) {
      throw new IllegalStateException("not all nodes were up again within " + PATIENCE);
    }
  }

  @Override
  public void close() {
    store.close();
    ring.close();
  }

  /** Waits for the state in which every node is up. */
  static final class UpWatch implements CassandraStateListener {
    private static final Set<CassandraState> ALL_UP = EnumSet.of(CassandraState.UP);

    private CassandraState state = CassandraState.CONNECTING;
    private CountDownLatch up = new CountDownLatch(1);

    @Override
    public synchronized void changed(CassandraState from, CassandraState to, String reason) {
      state = to;
      if (ALL_UP.contains(to)) {
        up.countDown();
      }
    }

    boolean await(Duration patience) throws InterruptedException {
      CountDownLatch latch;
      synchronized (this) {
        if (ALL_UP.contains(state)) {
          return true;
        }
        up = new CountDownLatch(1);
        latch = up;
      }
      return latch.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}

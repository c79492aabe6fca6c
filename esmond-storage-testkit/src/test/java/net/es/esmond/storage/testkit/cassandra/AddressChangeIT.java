package net.es.esmond.storage.testkit.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import net.es.esmond.storage.cassandra.service.HostResolver;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.health.ServerHealth;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.spi.TimeSeriesStore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A cluster that moves: every address under the configured name is another one afterwards. */
class AddressChangeIT {
  /** The same in both clusters: a name that resolves differently keeps its port. */
  private static final int PORT = 19_042;

  private static final Series SERIES = Series.base("moved", EventType.of("throughput"));

  @Test
  void the_store_finds_its_cluster_again_by_itself() throws Exception {
    try (CassandraRing before = ring("127.0.20.61");
        CassandraRing after = ring("127.0.20.62")) {
      AtomicReference<CassandraRing> named = new AtomicReference<>(before);
      HostResolver resolver =
          host -> List.of(InetAddress.getByName(named.get().node(1).address().getHostString()));
      try (TimeSeriesStore store =
          CassandraConfs.of(List.of(new HostPort("cassandra.example", PORT)), "moved")
              .replicas(1)
              .open(Map.of(HostResolver.class, resolver))) {
        write(store, 1, Duration.ofMinutes(1));

        named.set(after);
        before.node(1).kill();
        // Rebuilding takes some seconds: one patient call outlives it.
        Awaitility.await()
            .atMost(Duration.ofMinutes(3))
            .ignoreExceptionsInstanceOf(CompletionException.class)
            .until(
                () -> {
                  write(store, 2, Duration.ofMinutes(1));
                  return true;
                });
        assertThat(store.health().state()).isEqualTo(StoreState.UP);
        assertThat(store.health().servers())
            .extracting(ServerHealth::server)
            .containsExactly("127.0.20.62:" + PORT);
      }
    }
  }

  private static CassandraRing ring(String address) {
    return CassandraRing.builder()
        .nodes(1)
        .firstAddress(address)
        .setting("native_transport_port", PORT)
        .start();
  }

  private static void write(TimeSeriesStore store, long value, Duration budget) {
    store
        .write(
            new SeriesWrite(
                SERIES,
                List.of(new StoredPoint(1000, new StoredValue.Whole(value))),
                value,
                Retention.FOREVER),
            Deadline.after(budget))
        .toCompletableFuture()
        .join();
  }
}

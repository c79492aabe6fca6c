package net.es.esmond.storage.testkit.replication;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.ReplicationManager;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.progress.Progress;
import net.es.esmond.storage.replication.ReplicationOptions;
import net.es.esmond.storage.spi.ReplicationPort;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.testkit.memory.ForwardingTimeSeriesStore;
import net.es.esmond.storage.testkit.memory.InMemoryCluster;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Archives that share a simulated cluster; closed after each test. */
final class SimulatedInstances implements AfterEachCallback {
  private static final ReplicationOptions OPTIONS =
      ReplicationOptions.defaults().withTiming(Duration.ofMillis(100), Duration.ofSeconds(5));

  private final InMemoryCluster cluster;
  private final TimeSeriesStore series = new InMemoryTimeSeriesStore(Clock.systemUTC());
  private final List<EsmondStorage> open = new ArrayList<>();

  /** What the instances have reported of repairs. */
  final List<Progress> progress = new CopyOnWriteArrayList<>();

  SimulatedInstances(InMemoryCluster cluster) {
    this.cluster = cluster;
  }

  /** An archive that wants so many replicas, and may tell nodes to repair, or may not. */
  ReplicationManager open(int wanted, boolean maintained) {
    return storage(wanted, maintained, series, OPTIONS).replication();
  }

  /** An archive by operators, whose looks at the cluster fail while it is blind. */
  ReplicationManager open(int wanted, BooleanSupplier blind) {
    ReplicationPort port = cluster.port(false);
    ReplicationPort failing =
        port(
            (self, method, arguments) ->
                blind.getAsBoolean() && method.getName().equals("snapshot")
                    ? CompletableFuture.failedFuture(unavailable())
                    : method.invoke(port, arguments));
    return storage(wanted, failing, series, OPTIONS).replication();
  }

  /** A way to the cluster that answers as the handler does. */
  static ReplicationPort port(InvocationHandler answers) {
    return (ReplicationPort)
        Proxy.newProxyInstance(
            ReplicationPort.class.getClassLoader(),
            new Class<?>[] {ReplicationPort.class},
            answers);
  }

  /** An archive that wants so many replicas, with a way to the cluster of its own. */
  ReplicationManager open(int wanted, ReplicationPort port) {
    return storage(wanted, port, series, OPTIONS).replication();
  }

  private static StoreException unavailable() {
    return new StoreException(
        ErrorCode.STORE_UNAVAILABLE, StoreException.Store.CASSANDRA, "no node", List.of(), null);
  }

  EsmondStorage storage(
      int wanted, boolean maintained, TimeSeriesStore store, ReplicationOptions options) {
    return storage(wanted, cluster.port(maintained), store, options);
  }

  private EsmondStorage storage(
      int wanted, ReplicationPort port, TimeSeriesStore store, ReplicationOptions options) {
    CassandraConf conf =
        CassandraConf.builder()
            .servers(List.of(new HostPort("localhost", 9042)))
            .replicas(wanted)
            .requestTimeout(Duration.ofSeconds(2))
            .build();
    EsmondStorage storage =
        EsmondStorage.builder(EsmondConf.of(conf, SqlConf.builder().build()))
            .timeSeries((ignored, context) -> on(port, store))
            .metadata((ignored, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
            .replication(options)
            .progress(progress::add)
            .open();
    open.add(storage);
    return storage;
  }

  private static TimeSeriesStore on(ReplicationPort port, TimeSeriesStore store) {
    return new ForwardingTimeSeriesStore(store) {
      @Override
      public ReplicationPort replication() {
        return port;
      }
    };
  }

  void closeFirst() {
    open.remove(0).close();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    open.forEach(EsmondStorage::close);
  }
}

package net.es.esmond.storage.testkit.bench.session;

import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.noRows;
import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.when;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.simulacron.common.cluster.ClusterSpec;
import com.datastax.oss.simulacron.common.stubbing.CloseType;
import com.datastax.oss.simulacron.server.BoundCluster;
import com.datastax.oss.simulacron.server.BoundNode;
import com.datastax.oss.simulacron.server.Inet4Resolver;
import com.datastax.oss.simulacron.server.RejectScope;
import com.datastax.oss.simulacron.server.Server;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import net.es.esmond.storage.cassandra.CassandraSessionFactory;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.testkit.bench.Figures;

/** What a ring of real nodes on one machine cannot show: many nodes, and all of them slow. */
public final class SimulatedBench {
  private static final String QUERY = "SELECT point FROM series";
  private static final int PORT = 9042;
  private static final int NODES = Integer.getInteger("bench.nodes", 1000);

  private static final int ROUNDS = 7;

  private SimulatedBench() {}

  public static void run() throws Exception {
    Figures figures = new Figures("simulated");
    double library = timesSent(SimulatedBench::library);
    double tuned = timesSent(SimulatedBench::tuned);
    figures.add("20 x slower: sent to nodes", library, "x asked", "driver, tuned", tuned);
    opening(figures);
    int failed = failedWhileAThirdDies(SimulatedBench::library);
    int failedOfTuned = failedWhileAThirdDies(SimulatedBench::tuned);
    figures.add(NODES + " nodes, a third dies: failed requests", failed, "requests");
    figures.add("the same, driver, tuned", failedOfTuned, "requests");
    figures.publish();
  }

  /** Every node twenty times slower at once: how much do requests multiply? */
  private static double timesSent(Function<BoundCluster, CqlSession> client)
      throws InterruptedException {
    int asked = 5000;
    try (Server server = server();
        BoundCluster cluster = server.register(ClusterSpec.builder().withNodes(3))) {
      answerAfter(cluster, 10);
      try (CqlSession session = client.apply(cluster)) {
        send(session, 2000);
        answerAfter(cluster, 200);
        long before = received(cluster);
        int failed = send(session, asked);
        if (failed > 0) {
          throw new IllegalStateException(failed + " requests failed");
        }
        return (double) (received(cluster) - before) / asked;
      }
    }
  }

  /** Opens sessions in turn, alternately first; the first of each also loads classes. */
  private static void opening(Figures figures) {
    double[] library = new double[ROUNDS];
    double[] tuned = new double[ROUNDS];
    try (Server server = server();
        BoundCluster cluster = server.register(ClusterSpec.builder().withNodes(NODES))) {
      for (int i = 0; i < ROUNDS; i++) {
        if (i % 2 == 0) {
          tuned[i] = secondsToOpen(cluster, SimulatedBench::tuned);
        }
        library[i] = secondsToOpen(cluster, SimulatedBench::library);
        if (i % 2 != 0) {
          tuned[i] = secondsToOpen(cluster, SimulatedBench::tuned);
        }
      }
    }
    figures.add(
        NODES + " nodes: session opened, median",
        medianWithoutFirst(library),
        "s",
        "driver, tuned",
        medianWithoutFirst(tuned));
  }

  private static double medianWithoutFirst(double[] values) {
    double[] sorted = Arrays.copyOfRange(values, 1, values.length);
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static double secondsToOpen(
      BoundCluster cluster, Function<BoundCluster, CqlSession> client) {
    long start = System.nanoTime();
    try (CqlSession session = client.apply(cluster)) {
      return (System.nanoTime() - start) / 1e9;
    }
  }

  /** A third of the nodes dies under load. */
  private static int failedWhileAThirdDies(Function<BoundCluster, CqlSession> client)
      throws InterruptedException {
    try (Server server = server();
        BoundCluster cluster = server.register(ClusterSpec.builder().withNodes(NODES))) {
      answerAfter(cluster, 0);
      try (CqlSession session = client.apply(cluster)) {
        int failed = send(session, 5000);
        List<BoundNode> nodes = List.copyOf(cluster.getNodes());
        for (int i = 1; i < nodes.size(); i += 3) {
          nodes.get(i).rejectConnections(0, RejectScope.UNBIND);
          nodes.get(i).closeConnections(CloseType.DISCONNECT);
          if (i % 30 == 1) {
            failed += send(session, 500);
          }
        }
        return failed + send(session, 5000);
      }
    }
  }

  private static Server server() {
    return Server.builder()
        .withAddressResolver(new Inet4Resolver(new byte[] {127, 0, 32, 1}, PORT))
        .build();
  }

  private static void answerAfter(BoundCluster cluster, long millis) {
    cluster.clearPrimes(true);
    cluster.prime(when(QUERY).then(noRows()).delay(millis, TimeUnit.MILLISECONDS));
  }

  private static long received(BoundCluster cluster) {
    return cluster.getLogs().getQueryLogs().stream()
        .filter(log -> QUERY.equals(log.getQuery()))
        .count();
  }

  private static CqlSession library(BoundCluster cluster) {
    BoundNode node = cluster.getNodes().iterator().next();
    return CassandraSessionFactory.of(
            CassandraConf.builder()
                .servers(
                    List.of(
                        new HostPort(node.inetSocketAddress().getAddress().getHostAddress(), PORT)))
                .build())
        .open(Deadline.after(Duration.ofMinutes(2)));
  }

  private static CqlSession tuned(BoundCluster cluster) {
    return CqlSession.builder()
        .withLocalDatacenter("dc1")
        .withConfigLoader(DriverConfigLoader.fromMap(BareContender.tunedOptions()))
        .addContactPoint(cluster.getNodes().iterator().next().inetSocketAddress())
        .build();
  }

  /** Sends requests, a hundred at a time; returns how many failed. */
  private static int send(CqlSession session, int requests) throws InterruptedException {
    int width = 100;
    Semaphore places = new Semaphore(width);
    AtomicInteger failed = new AtomicInteger();
    for (int i = 0; i < requests; i++) {
      places.acquire();
      session
          .executeAsync(QUERY)
          .whenComplete(
              (result, error) -> {
                if (error != null) {
                  failed.incrementAndGet();
                }
                places.release();
              });
    }
    places.acquire(width);
    return failed.get();
  }
}

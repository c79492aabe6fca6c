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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.CassandraSessionFactory;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.HostPort;

/** What a ring of real nodes on one machine cannot show: many nodes, and all of them slow. */
public final class SimulatedBench {
  private static final String QUERY = "SELECT point FROM series";
  private static final int PORT = 9042;
  private static final int NODES = Integer.getInteger("bench.nodes", 1000);

  private static final List<String> ROWS = new ArrayList<>();

  private SimulatedBench() {}

  public static void run() throws InterruptedException {
    slowEverywhere("library", SimulatedBench::library);
    slowEverywhere("driver, tuned", SimulatedBench::tuned);
    opening();
    manyNodes("library", SimulatedBench::library);
    manyNodes("driver, tuned", SimulatedBench::tuned);
    ROWS.forEach(System.out::println);
  }

  /** Every node twenty times slower at once: how much do requests multiply? */
  private static void slowEverywhere(String name, Function<BoundCluster, CqlSession> client)
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
        row(
            String.format(
                Locale.ROOT,
                "20 x slower, %s: %d asked, %d sent to nodes (%.2f x), %d failed",
                name,
                asked,
                received(cluster) - before,
                (double) (received(cluster) - before) / asked,
                failed));
      }
    }
  }

  /** Opens sessions in turn; the first of each is not counted. */
  private static void opening() {
    int rounds = 4;
    double library = Double.MAX_VALUE;
    double tuned = Double.MAX_VALUE;
    try (Server server = server();
        BoundCluster cluster = server.register(ClusterSpec.builder().withNodes(NODES))) {
      for (int i = 0; i < rounds; i++) {
        double ofLibrary = secondsToOpen(cluster, SimulatedBench::library);
        double ofTuned = secondsToOpen(cluster, SimulatedBench::tuned);
        library = i == 0 ? library : Math.min(library, ofLibrary);
        tuned = i == 0 ? tuned : Math.min(tuned, ofTuned);
      }
    }
    row(
        String.format(
            Locale.ROOT,
            "%d nodes, opening: library %.2f s, driver %.2f s (%.2f x; best of %d)",
            NODES,
            library,
            tuned,
            library / tuned,
            rounds - 1));
  }

  private static double secondsToOpen(
      BoundCluster cluster, Function<BoundCluster, CqlSession> client) {
    long start = System.nanoTime();
    try (CqlSession session = client.apply(cluster)) {
      return (System.nanoTime() - start) / 1e9;
    }
  }

  /** A third of the nodes dies under load. */
  private static void manyNodes(String name, Function<BoundCluster, CqlSession> client)
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
        failed += send(session, 5000);
        row(
            String.format(
                Locale.ROOT,
                "%d nodes, %s: %d requests failed while a third of them died",
                NODES,
                name,
                failed));
      }
    }
  }

  private static Server server() {
    return Server.builder()
        .withAddressResolver(new Inet4Resolver(new byte[] {127, 0, 22, 1}, PORT))
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

  private static void row(String row) {
    System.out.println(row);
    ROWS.add(row);
  }
}

package net.es.esmond.storage.cassandra.internal.session;

import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.noRows;
import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.rows;
import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.when;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.simulacron.common.cluster.ClusterSpec;
import com.datastax.oss.simulacron.server.BoundCluster;
import com.datastax.oss.simulacron.server.BoundNode;
import com.datastax.oss.simulacron.server.Inet4Resolver;
import com.datastax.oss.simulacron.server.Server;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import net.es.esmond.storage.cassandra.CassandraSessionFactory;
import net.es.esmond.storage.cassandra.service.HostResolver;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.internal.meters.HostMeters;

/** A simulated cluster, and sessions to it. */
final class SimulatedRing implements AutoCloseable {
  static final String QUERY = "SELECT point FROM series";

  private static final int PORT = 9042;

  /** As the driver reads the schema. */
  private static final String SCHEMA =
      "SELECT * FROM system_schema.%s WHERE keyspace_name IN ('esmond','esmond_control')";

  /** Of this JVM alone: others have rings at the same time. */
  private static final byte[] NETWORK = network(ProcessHandle.current().pid());

  private final Server server;
  private final BoundCluster cluster;
  private final int firstAddress;

  /**
   * Gives nodes addresses whose last number is N and more, so that rings of one test can differ.
   */
  SimulatedRing(int nodes, int firstAddress) {
    this(List.of(nodes), firstAddress);
  }

  /** Nodes by datacenter, which are dc1, dc2 and so on; nodes are numbered through. */
  SimulatedRing(List<Integer> nodes, int firstAddress) {
    this.firstAddress = firstAddress;
    server =
        Server.builder()
            .withAddressResolver(
                new Inet4Resolver(
                    new byte[] {127, NETWORK[0], NETWORK[1], (byte) firstAddress}, PORT))
            .build();
    cluster =
        server.register(ClusterSpec.builder().withNodes(nodes.stream().mapToInt(n -> n).toArray()));
    answerAfter(0);
  }

  private static byte[] network(long pid) {
    return new byte[] {(byte) (64 + pid / 250 % 64), (byte) (1 + pid % 250)};
  }

  void answerAfter(long millis) {
    // The first of two equal rules counts.
    cluster.clearPrimes(true);
    cluster.prime(when(QUERY).then(noRows()).delay(millis, TimeUnit.MILLISECONDS));
  }

  /** Has one node answer later than the others. */
  void answerAfter(int node, long millis) {
    node(node).clearPrimes(true);
    node(node).prime(when(QUERY).then(noRows()).delay(millis, TimeUnit.MILLISECONDS));
  }

  /**
   * Gives the archive's keyspace one replica, in a datacenter, for sessions that look from now on.
   */
  void replicate(String datacenter) {
    answerAfter(0);
    Stream.of("types", "tables", "columns", "indexes", "views", "functions", "aggregates")
        .forEach(table -> cluster.prime(when(SCHEMA.formatted(table)).then(noRows())));
    cluster.prime(
        when(SCHEMA.formatted("keyspaces"))
            .then(
                rows()
                    .row(
                        "keyspace_name",
                        "esmond",
                        "durable_writes",
                        true,
                        "replication",
                        Map.of("class", "NetworkTopologyStrategy", datacenter, "1"))
                    .columnTypes(
                        "keyspace_name", "varchar",
                        "durable_writes", "boolean",
                        "replication", "map<varchar,varchar>")));
  }

  BoundNode node(int index) {
    return cluster.node(index);
  }

  String address(int index) {
    return node(index).inetSocketAddress().getAddress().getHostAddress();
  }

  List<InetAddress> addresses() throws UnknownHostException {
    return List.of(InetAddress.getByName(address(0)));
  }

  List<InetAddress> allAddresses() throws UnknownHostException {
    List<InetAddress> addresses = new ArrayList<>();
    for (BoundNode node : cluster.getNodes()) {
      addresses.add(node.inetSocketAddress().getAddress());
    }
    return addresses;
  }

  /** How many requests, attempts included, the nodes have received. */
  long received() {
    return cluster.getLogs().getQueryLogs().stream()
        .filter(log -> QUERY.equals(log.getQuery()))
        .count();
  }

  CassandraConf conf(int maxInFlight) {
    return CassandraConf.builder()
        .servers(List.of(new HostPort("cassandra.example", PORT)))
        .connectTimeout(Duration.ofSeconds(5))
        .maxInFlight(maxInFlight)
        .build();
  }

  CassandraSessionFactory factory(HostResolver resolver, MeterRegistry registry, int maxInFlight) {
    return CassandraSessionFactory.of(conf(maxInFlight))
        .resolvingWith(resolver)
        .reportingTo(registry);
  }

  CqlSession session(MeterRegistry registry) {
    return factory(host -> addresses(), registry, 1024)
        .open(Deadline.after(Duration.ofSeconds(30)));
  }

  /** A session whose nodes' breakers are where they are told to be. */
  CqlSession session(MeterRegistry registry, SessionResilience resilience) {
    try {
      return new SessionBuilder(
              conf(1024),
              List.of(new InetSocketAddress(addresses().get(0), PORT)),
              new SessionMeters(new HostMeters(registry), resilience))
          .open(Deadline.after(Duration.ofSeconds(30)));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A session for which time and chance are as given. */
  CqlSession session(LongSupplier nanoTime, Supplier<RandomGenerator> random)
      throws UnknownHostException {
    return new SessionBuilder(
            conf(1024),
            List.of(new InetSocketAddress(addresses().get(0), PORT)),
            new SessionMeters(new HostMeters(null)),
            nanoTime,
            random)
        .build();
  }

  /** What the counters of a name have counted, those of all storages together. */
  static double count(MeterRegistry registry, String name) {
    return registry.get(name).counters().stream().mapToDouble(Counter::count).sum();
  }

  /** Which of the ring's nodes a driver's node is. */
  int indexOf(Node node) {
    return ((InetSocketAddress) node.getEndPoint().resolve()).getAddress().getAddress()[3]
        - (byte) firstAddress;
  }

  /** Waits until the addresses are free for the next ring: a closed node listens for an instant. */
  @Override
  public void close() {
    List<SocketAddress> addresses = cluster.getNodes().stream().map(BoundNode::getAddress).toList();
    server.close();
    await().until(() -> addresses.stream().allMatch(SimulatedRing::free));
  }

  private static boolean free(SocketAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(address);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

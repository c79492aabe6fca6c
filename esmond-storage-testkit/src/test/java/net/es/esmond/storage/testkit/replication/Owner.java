package net.es.esmond.storage.testkit.replication;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.replication.JmxAccess;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.internal.ChildJvm;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;

/** An archive in a process of its own, which changes a replica count until it is killed. */
final class Owner {
  private Owner() {}

  static Process start(CassandraRing ring, String keyspace, int replicas) throws Exception {
    Stream<String> nodes = ring.nodes().stream().map(Owner::describe);
    List<String> arguments =
        Stream.concat(Stream.of(keyspace, String.valueOf(replicas)), nodes).toList();
    return ChildJvm.of(Owner.class, arguments).inheritIO().start();
  }

  private static String describe(CassandraNode node) {
    return node.address().getAddress().getHostAddress()
        + ":"
        + node.address().getPort()
        + ":"
        + node.jmxAddress().getPort();
  }

  public static void main(String[] args) {
    List<String[]> nodes = Stream.of(args).skip(2).map(node -> node.split(":")).toList();
    Map<String, HostPort> jmx = new HashMap<>();
    nodes.forEach(n -> jmx.put(n[0], new HostPort("127.0.0.1", Integer.parseInt(n[2]))));
    List<HostPort> servers =
        nodes.stream().map(n -> new HostPort(n[0], Integer.parseInt(n[1]))).toList();
    try (EsmondStorage storage =
        ReplicationRing.builder(servers, args[0], Integer.parseInt(args[1]))
            .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
            .replication(
                ReplicationRing.byOperator().withJmx(JmxAccess.at(node -> jmx.get(node.address()))))
            .open()) {
      storage.replication().apply(storage.replication().plan());
      storage.replication().awaitChange(Duration.ofMinutes(5));
    }
  }
}

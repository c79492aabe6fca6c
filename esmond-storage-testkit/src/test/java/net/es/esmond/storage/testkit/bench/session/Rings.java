package net.es.esmond.storage.testkit.bench.session;

import java.util.List;
import java.util.stream.Collectors;
import net.es.esmond.storage.cassandra.service.HostResolver;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/** The ring of a benchmark, and how to reach it. */
final class Rings {
  private Rings() {}

  static CassandraRing threeNodes() {
    System.out.println("starting three nodes ...");
    return CassandraRing.builder().nodes(3).firstAddress("127.0.31.31").start();
  }

  /** Names the nodes: {@link #resolver} tells where they are. */
  static CassandraConf conf(CassandraRing ring, int replicas, ConsistencyLevel level) {
    List<HostPort> servers =
        ring.nodes().stream()
            .map(node -> new HostPort(node.name(), node.address().getPort()))
            .toList();
    return CassandraConf.builder()
        .servers(servers)
        .replicas(replicas)
        .keyspace("bench_rf" + replicas)
        .readConsistency(level)
        .writeConsistency(level)
        .build();
  }

  /** Finds the nodes where they are at the time. */
  static HostResolver resolver(CassandraRing ring) {
    return host ->
        ring.nodes().stream()
            .filter(node -> node.name().equals(host))
            .map(CassandraNode::address)
            .map(address -> address.getAddress())
            .collect(Collectors.toList());
  }
}

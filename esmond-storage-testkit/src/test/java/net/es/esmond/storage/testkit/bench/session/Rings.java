package net.es.esmond.storage.testkit.bench.session;

import java.util.List;
import net.es.esmond.storage.ConsistencyLevel;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/** The ring of a benchmark, and how to reach it. */
final class Rings {
  private Rings() {}

  static CassandraRing threeNodes() {
    System.out.println("starting three nodes ...");
    return CassandraRing.builder().nodes(3).firstAddress("127.0.20.31").start();
  }

  static CassandraConf conf(CassandraRing ring, int replicas, ConsistencyLevel level) {
    List<HostPort> servers =
        ring.contactPoints().stream()
            .map(a -> new HostPort(a.getAddress().getHostAddress(), a.getPort()))
            .toList();
    return CassandraConf.builder()
        .servers(servers)
        .replicas(replicas)
        .keyspace("bench_rf" + replicas)
        .readConsistency(level)
        .writeConsistency(level)
        .build();
  }
}

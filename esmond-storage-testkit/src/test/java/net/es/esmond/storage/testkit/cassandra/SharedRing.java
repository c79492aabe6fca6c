package net.es.esmond.storage.testkit.cassandra;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import net.es.esmond.storage.conf.HostPort;

/**
 * The three nodes that tests share which harm none of them, each with a keyspace of its own.
 * Started by the first that asks; dies with the JVM. {@code -Desmond.ring=HOST:PORT,...} names one
 * that runs already.
 */
public final class SharedRing {
  private static final List<HostPort> SERVERS = start();

  private SharedRing() {}

  /** The nodes' addresses. */
  public static List<HostPort> servers() {
    return SERVERS;
  }

  static List<HostPort> servers(CassandraRing ring) {
    return ring.contactPoints().stream().map(SharedRing::server).toList();
  }

  private static HostPort server(InetSocketAddress address) {
    return new HostPort(address.getAddress().getHostAddress(), address.getPort());
  }

  private static List<HostPort> start() {
    String running = System.getProperty("esmond.ring");
    if (running == null) {
      return servers(CassandraRing.builder().nodes(3).firstAddress("127.0.20.11").start());
    }
    return Stream.of(running.split(","))
        .map(server -> server.split(":"))
        .map(server -> new HostPort(server[0], Integer.parseInt(server[1])))
        .toList();
  }
}

package net.es.esmond.storage.testkit.cassandra;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.replication.JmxAccess;

/**
 * The three nodes that tests share which harm none of them, each with a keyspace of its own.
 * Started by the first that asks; dies with the JVM. {@code -Desmond.ring=HOST:PORT,...} names one
 * that runs already.
 */
public final class SharedRing {
  private static final Optional<String> RUNNING =
      Optional.ofNullable(System.getProperty("esmond.ring"));
  private static final Optional<CassandraRing> STARTED =
      RUNNING.isPresent()
          ? Optional.empty()
          : Optional.of(CassandraRing.builder().nodes(3).firstAddress("127.0.20.11").start());

  private SharedRing() {}

  /** The nodes' addresses. */
  public static List<HostPort> servers() {
    return STARTED.map(RingAddresses::of).orElseGet(() -> servers(RUNNING.orElseThrow()));
  }

  /** Where the nodes can be told to repair; empty when the ring is not our own. */
  public static Optional<JmxAccess> jmx() {
    return STARTED.map(RingJmx::of);
  }

  private static List<HostPort> servers(String addresses) {
    return Stream.of(addresses.split(","))
        .map(server -> server.split(":"))
        .map(server -> new HostPort(server[0], Integer.parseInt(server[1])))
        .toList();
  }
}

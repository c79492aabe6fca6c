package net.es.esmond.storage.testkit.cassandra;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.replication.JmxAccess;

/** Every node of a ring listens for JMX at 127.0.0.1, each on a port of its own. */
public final class RingJmx {
  private RingJmx() {}

  public static JmxAccess of(CassandraRing ring) {
    Map<String, HostPort> addresses =
        ring.nodes().stream()
            .collect(
                Collectors.toMap(
                    node -> node.address().getAddress().getHostAddress(),
                    node -> new HostPort("127.0.0.1", node.jmxAddress().getPort())));
    return JmxAccess.at(node -> Objects.requireNonNull(addresses.get(node.address())));
  }
}

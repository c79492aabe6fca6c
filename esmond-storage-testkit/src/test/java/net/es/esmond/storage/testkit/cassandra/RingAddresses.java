package net.es.esmond.storage.testkit.cassandra;

import java.util.List;
import net.es.esmond.storage.conf.HostPort;

/** Where clients find the nodes of a ring, as configurations have it. */
public final class RingAddresses {
  private RingAddresses() {}

  public static List<HostPort> of(CassandraRing ring) {
    return ring.contactPoints().stream()
        .map(node -> new HostPort(node.getAddress().getHostAddress(), node.getPort()))
        .toList();
  }
}

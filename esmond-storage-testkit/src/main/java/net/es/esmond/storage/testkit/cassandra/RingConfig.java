package net.es.esmond.storage.testkit.cassandra;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.testkit.internal.FreePorts;
import net.es.esmond.storage.testkit.internal.Loopback;

/**
 * What all nodes of a ring share, once ports and folder are chosen.
 *
 * @param release that the ring starts with, and that nodes run which are added
 * @param defaultPorts whether JMX has Cassandra's own ports, too
 */
record RingConfig(
    CassandraRelease release,
    RingLayout layout,
    RingImage image,
    InetAddress firstAddress,
    boolean proxied,
    boolean defaultPorts,
    int nativePort,
    int storagePort,
    int heapMegabytes,
    Map<String, Object> settings,
    List<String> jvmOptions,
    Path folder,
    Duration startTimeout) {
  private static final int DEFAULT_JMX_PORT = 7199;

  RingConfig {
    settings = Map.copyOf(settings);
    jvmOptions = List.copyOf(jvmOptions);
  }

  /** The addresses at which a node listens: where others find it, and behind a proxy its own. */
  static List<InetAddress> addresses(InetAddress first, int number, boolean proxied) {
    InetAddress known = Loopback.nth(first, number);
    return proxied ? List.of(known, Loopback.behindProxy(known)) : List.of(known);
  }

  /** Chooses the port of a node's JMX, at 127.0.0.1 as Cassandra has it. */
  int jmxPort(int number) {
    return port(
        List.of(Loopback.parse("127.0.0.1")), defaultPorts ? DEFAULT_JMX_PORT + number - 1 : 0);
  }

  /** The port that was asked for, or a free one where that is 0. */
  static int port(List<InetAddress> addresses, int asked) {
    return asked == 0 ? FreePorts.pick(addresses) : FreePorts.require(addresses, asked);
  }
}

package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.metadata.Node;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import net.es.esmond.storage.conf.HostPort;

/** Names nodes in messages and meters. */
public final class Nodes {
  private Nodes() {}

  /**
   * Names a node by its address.
   *
   * @param node the node
   * @return {@code address:port}
   */
  public static String name(Node node) {
    SocketAddress socket = node.getEndPoint().resolve();
    return socket instanceof InetSocketAddress address && !address.isUnresolved()
        ? new HostPort(address.getAddress().getHostAddress(), address.getPort()).toString()
        : socket.toString();
  }
}

package net.es.esmond.storage.cassandra.service;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Resolves the name of a contact point to addresses. It is called from any thread, at every
 * connection and reconnection.
 */
@FunctionalInterface
public interface HostResolver {

  /**
   * Resolves a name to all of its addresses.
   *
   * @param host a name or a literal address, as configured
   * @return its addresses, in any order, at least one
   * @throws UnknownHostException when it has none
   */
  List<InetAddress> resolve(String host) throws UnknownHostException;

  /**
   * Returns the JVM's own resolver, which may answer from a cache for 30 seconds.
   *
   * @return {@link InetAddress#getAllByName}
   */
  static HostResolver system() {
    return host -> List.of(InetAddress.getAllByName(host));
  }
}

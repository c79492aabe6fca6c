package net.es.esmond.storage.cassandra.internal.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.es.esmond.storage.cassandra.service.HostResolver;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves the configured servers to addresses. The driver never gets names, because it would
 * silently try 127.0.0.1 when no name resolves.
 */
public final class ContactPoints {
  private static final Logger LOG = LoggerFactory.getLogger(ContactPoints.class);

  private ContactPoints() {}

  /**
   * Resolves every server to all of its addresses.
   *
   * @param servers names or addresses, with ports
   * @param resolver resolves names
   * @return at least one address
   * @throws StoreException when no name resolves
   */
  public static Set<InetSocketAddress> resolve(List<HostPort> servers, HostResolver resolver) {
    Set<InetSocketAddress> addresses = new LinkedHashSet<>();
    List<Attempt> failures = new ArrayList<>();
    for (HostPort server : servers) {
      try {
        for (InetAddress address : resolver.resolve(server.host())) {
          addresses.add(new InetSocketAddress(address, server.port()));
        }
      } catch (UnknownHostException e) {
        failures.add(new Attempt(server.toString(), "the name does not resolve"));
      } catch (RuntimeException | Error e) {
        LOG.warn("the host's resolver failed on {}; other servers are tried", server.host(), e);
        failures.add(new Attempt(server.toString(), "the host's resolver failed: " + e));
      }
    }
    if (addresses.isEmpty()) {
      throw new StoreException(
          ErrorCode.STORE_UNAVAILABLE,
          StoreException.Store.CASSANDRA,
          "no name in cassandra_servers resolves to an address: check names and name servers",
          failures,
          null);
    }
    return addresses;
  }
}

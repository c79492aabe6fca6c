package net.es.esmond.storage.cassandra.internal.session;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.es.esmond.storage.cassandra.service.HostResolver;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.InterruptedCallException;
import net.es.esmond.storage.error.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves the configured servers to addresses. The driver never gets names, because it would
 * silently try 127.0.0.1 when no name resolves. All servers are resolved side by side, so that a
 * name for which the name server hangs holds up no other server. Safe for use by many threads.
 */
public final class ContactPoints {
  private static final Logger LOG = LoggerFactory.getLogger(ContactPoints.class);

  /** Time for the other servers once one is resolved: name servers answer within milliseconds. */
  private static final Duration GRACE = Duration.ofMillis(500);

  private final List<ServerLookup> servers;

  /**
   * Creates the contact points.
   *
   * @param servers names or addresses, with ports
   * @param resolver resolves names
   */
  public ContactPoints(List<HostPort> servers, HostResolver resolver) {
    this.servers = servers.stream().map(server -> new ServerLookup(server, resolver)).toList();
  }

  /**
   * Resolves every server to all of its addresses. A server that is not resolved half a second
   * after another one has its last addresses, if it had any.
   *
   * @param deadline by when
   * @return at least one address
   * @throws EsmondException {@link ErrorCode#STORE_UNAVAILABLE} when no name resolves by the
   *     deadline; {@link ErrorCode#INTERRUPTED} as soon as the calling thread is interrupted
   */
  public Set<InetSocketAddress> resolve(Deadline deadline) {
    List<CompletableFuture<ServerLookup.Answer>> lookups =
        servers.stream().map(ServerLookup::start).toList();
    CompletableFuture<Void> every =
        CompletableFuture.allOf(lookups.toArray(CompletableFuture<?>[]::new));
    CompletableFuture<Void> any = every.copy();
    for (CompletableFuture<ServerLookup.Answer> lookup : lookups) {
      var unused =
          lookup.thenAccept(
              answer -> {
                if (answer.failure().isEmpty()) {
                  any.complete(null);
                }
              });
    }
    await(any, deadline.remaining());
    await(every, GRACE.compareTo(deadline.remaining()) < 0 ? GRACE : deadline.remaining());
    Set<InetSocketAddress> addresses = new LinkedHashSet<>();
    List<Attempt> failures = new ArrayList<>();
    for (ServerLookup server : servers) {
      ServerLookup.Answer answer = server.last();
      int port = server.server().port();
      answer.addresses().forEach(address -> addresses.add(new InetSocketAddress(address, port)));
      answer.failure().ifPresent(failures::add);
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

  private static void await(CompletableFuture<Void> lookups, Duration time) {
    try {
      lookups.get(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      LOG.debug("not all of cassandra_servers are resolved yet", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a lookup of cassandra_servers failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedCallException(e);
    }
  }
}

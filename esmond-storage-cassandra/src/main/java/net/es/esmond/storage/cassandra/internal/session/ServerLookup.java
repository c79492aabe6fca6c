package net.es.esmond.storage.cassandra.internal.session;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.es.esmond.storage.cassandra.service.HostResolver;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.internal.async.Threads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up the addresses of one server, on a thread of its own, since nothing ends a lookup that
 * hangs. A lookup that hangs is joined by later ones. Safe for use by many threads.
 */
final class ServerLookup {
  private static final Logger LOG = LoggerFactory.getLogger(ServerLookup.class);

  private final HostPort server;
  private final HostResolver resolver;
  private @Nullable CompletableFuture<Answer> underWay;
  private Answer last;

  /** The addresses of the server, or why there are none. */
  record Answer(List<InetAddress> addresses, Optional<Attempt> failure) {}

  ServerLookup(HostPort server, HostResolver resolver) {
    this.server = server;
    this.resolver = resolver;
    this.last = failed("no name server has answered yet");
  }

  HostPort server() {
    return server;
  }

  /** Starts a lookup unless one is under way; completes with what was found, and never fails. */
  synchronized CompletableFuture<Answer> start() {
    if (underWay != null) {
      return underWay;
    }
    CompletableFuture<Answer> begun = new CompletableFuture<>();
    // The thread first: one that cannot be started must not seem to be under way for ever.
    Threads.named("esmond-cassandra-resolve").newThread(() -> begun.complete(keep(ask()))).start();
    underWay = begun;
    return begun;
  }

  /** Returns the answer of the last lookup that has ended. */
  synchronized Answer last() {
    return last;
  }

  private synchronized Answer keep(Answer answer) {
    last = answer;
    underWay = null;
    return answer;
  }

  private Answer ask() {
    try {
      List<InetAddress> addresses = resolver.resolve(server.host());
      return addresses.isEmpty()
          ? failed("the name does not resolve")
          : new Answer(List.copyOf(addresses), Optional.empty());
    } catch (UnknownHostException e) {
      return failed("the name does not resolve");
    } catch (Throwable e) {
      // Whatever the host's object throws, the lookup ends.
      LOG.warn("the host's resolver failed on {}; other servers are tried", server.host(), e);
      return failed("the host's resolver failed: " + e);
    }
  }

  private Answer failed(String why) {
    return new Answer(List.of(), Optional.of(new Attempt(server.toString(), why)));
  }
}

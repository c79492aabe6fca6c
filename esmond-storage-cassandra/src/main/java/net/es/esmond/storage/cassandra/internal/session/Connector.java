package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.NodeStateListener;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.HostResolver;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.StoreException;

/**
 * Opens sessions: resolves the servers anew, connects to any of them. Immutable.
 *
 * @param conf how to reach the cluster
 * @param resolver how to resolve the servers' names
 * @param meters what sessions report to
 */
public record Connector(CassandraConf conf, HostResolver resolver, Meters meters) {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /** Looks at the class path first: what is wrong there shows as anything later. */
  public Connector {
    DriverCopies.requireOne(Connector.class.getClassLoader());
  }

  /**
   * Opens a session, trying again while no server can be reached.
   *
   * @param deadline by when
   * @param listener hears of nodes that come and go, from the beginning
   * @return a session that the caller closes
   */
  public CqlSession open(Deadline deadline, NodeStateListener listener) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      EsmondException error;
      try {
        return connect(deadline, listener);
      } catch (EsmondException e) {
        error = e;
      }
      if (error.code() != ErrorCode.STORE_UNAVAILABLE
          || deadline.remaining().compareTo(pause) <= 0) {
        throw error;
      }
      pause(pause);
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }
  }

  private CqlSession connect(Deadline deadline, NodeStateListener listener) {
    Set<InetSocketAddress> addresses = ContactPoints.resolve(conf.servers(), resolver);
    CompletableFuture<CqlSession> build =
        new SessionBuilder(conf, addresses, meters)
            .withNodeStateListener(listener)
            .buildAsync()
            .toCompletableFuture();
    try {
      return build.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw Failures.of(e);
    } catch (TimeoutException e) {
      abandon(build);
      throw unavailable(addresses, "no answer yet", e);
    } catch (InterruptedException e) {
      abandon(build);
      Thread.currentThread().interrupt();
      throw unavailable(addresses, "interrupted while connecting", e);
    }
  }

  private static void abandon(CompletableFuture<CqlSession> build) {
    var unused = build.thenAccept(CqlSession::closeAsync);
    build.cancel(true);
  }

  private static void pause(Duration duration) {
    try {
      TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(List.of(), "interrupted while connecting", e);
    }
  }

  private static StoreException unavailable(
      Collection<InetSocketAddress> addresses, String answer, Throwable cause) {
    return new StoreException(
        ErrorCode.STORE_UNAVAILABLE,
        StoreException.Store.CASSANDRA,
        "no Cassandra node could be reached",
        addresses.stream()
            .map(a -> new HostPort(a.getAddress().getHostAddress(), a.getPort()).toString())
            .map(name -> new Attempt(name, answer))
            .toList(),
        cause);
  }
}

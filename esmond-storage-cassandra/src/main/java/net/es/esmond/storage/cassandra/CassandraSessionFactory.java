package net.es.esmond.storage.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.NodeStateListener;
import com.datastax.oss.driver.api.core.metadata.NodeStateListenerBase;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import net.es.esmond.storage.cassandra.internal.session.ContactPoints;
import net.es.esmond.storage.cassandra.internal.session.DriverCopies;
import net.es.esmond.storage.cassandra.internal.session.RetryPauses;
import net.es.esmond.storage.cassandra.internal.session.SessionBuilder;
import net.es.esmond.storage.cassandra.internal.session.SessionMeters;
import net.es.esmond.storage.cassandra.service.HostResolver;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.InterruptedCallException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.ClassPathFault;
import net.es.esmond.storage.internal.meters.HostMeters;

/**
 * Opens sessions to the configured cluster. A session resolves the servers' names to all their
 * addresses, and connects to them in random order until one answers. It finds out the local
 * datacenter, spreads requests over the nodes and avoids silent ones. The host's own driver
 * configuration has no influence. The archive opens all its sessions by this class, also those that
 * replace a lost one. Immutable and safe for use by many threads.
 *
 * <pre>{@code
 * CassandraSessionFactory factory = CassandraSessionFactory.of(conf.cassandra());
 * try (CqlSession session = factory.open(Deadline.after(Duration.ofSeconds(30)))) { ... }
 * }</pre>
 *
 * <p>Statements count as idempotent unless they say otherwise: one that may not be repeated (a
 * counter, a lightweight transaction) needs {@code setIdempotent(false)}. After a user-defined type
 * was altered, prepare the statements with it on a new session.
 *
 * <p>An open session costs two I/O threads per core: open one per cluster. The archive has its own.
 */
public final class CassandraSessionFactory {
  private final CassandraConf conf;
  private final HostResolver resolver;
  private final ContactPoints contactPoints;
  private final SessionMeters meters;

  /** Looks at the class path first: what is wrong there shows as anything later. */
  CassandraSessionFactory(CassandraConf conf, HostResolver resolver, SessionMeters meters) {
    DriverCopies.requireOne(CassandraSessionFactory.class.getClassLoader());
    requireServers(conf, List.of());
    this.conf = conf;
    this.resolver = resolver;
    this.contactPoints = new ContactPoints(conf.servers(), resolver);
    this.meters = meters;
  }

  /** Refuses a configuration without servers, with its warnings, which may tell why. */
  static void requireServers(CassandraConf conf, List<String> warnings) {
    if (conf.servers().isEmpty()) {
      List<String> rule = new ArrayList<>(List.of("must name at least one server"));
      rule.addAll(warnings);
      throw new ConfException(
          "configuration", 0, "cassandra_servers", null, String.join("; ", rule));
    }
  }

  /**
   * Makes a factory that resolves names as the JVM does and reports to no meters.
   *
   * @param conf how to reach the cluster
   * @return a factory
   * @throws ConfException when no servers are set
   */
  public static CassandraSessionFactory of(CassandraConf conf) {
    return new CassandraSessionFactory(
        conf, HostResolver.system(), new SessionMeters(new HostMeters(null)));
  }

  /**
   * Makes a factory that resolves names in another way.
   *
   * @param resolver how to resolve the servers' names; asked again for every session
   * @return a factory for the same cluster
   */
  public CassandraSessionFactory resolvingWith(HostResolver resolver) {
    return new CassandraSessionFactory(conf, resolver, meters);
  }

  /**
   * Makes a factory whose sessions report to meters.
   *
   * @param registry the host's
   * @return a factory for the same cluster
   */
  public CassandraSessionFactory reportingTo(MeterRegistry registry) {
    return new CassandraSessionFactory(conf, resolver, new SessionMeters(new HostMeters(registry)));
  }

  /**
   * Opens a session, trying again while no server can be reached.
   *
   * @param deadline by when
   * @return a session that the caller closes
   * @throws StoreException {@link ErrorCode#AUTHENTICATION_FAILED} as soon as every server that
   *     answers refuses the credentials; {@link ErrorCode#STORE_UNAVAILABLE} at the deadline, with
   *     what became of each server
   * @throws ConfException when there are several datacenters and none is configured, or the
   *     configured one does not exist; when the class path lacks a class
   */
  public CqlSession open(Deadline deadline) {
    return open(deadline, new NodeStateListenerBase());
  }

  /**
   * Opens a session as {@link #open(Deadline)} does, with a listener to its nodes.
   *
   * @param deadline by when
   * @param listener is notified of nodes that come and go, from the beginning
   * @return a session that the caller closes
   */
  public CqlSession open(Deadline deadline, NodeStateListener listener) {
    return open(deadline, listener, failure -> {});
  }

  /** Opens a session, and reports each failure after which it tries again, for those who wait. */
  CqlSession open(
      Deadline deadline, NodeStateListener listener, Consumer<EsmondException> failures) {
    RetryPauses.Series attempts = meters.pauses().begin();
    while (true) {
      try {
        return new SessionBuilder(conf, contactPoints.resolve(deadline), meters)
            .withNodeStateListener(listener)
            .open(deadline);
      } catch (EsmondException e) {
        Duration pause =
            e.code() == ErrorCode.STORE_UNAVAILABLE ? attempts.failed(deadline, () -> e) : null;
        if (pause == null) {
          throw e;
        }
        failures.accept(e);
        sleep(pause);
      } catch (LinkageError e) {
        throw ClassPathFault.of(e).orElseThrow();
      }
    }
  }

  private static void sleep(Duration pause) {
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedCallException(e);
    }
  }

  /**
   * Opens a session as {@link #open(Deadline)} does, on a thread of its own.
   *
   * @param deadline by when
   * @return the session, or the error that {@link #open(Deadline)} would throw
   */
  public CompletionStage<CqlSession> openAsync(Deadline deadline) {
    CompletableFuture<CqlSession> opened = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                opened.complete(open(deadline));
              } catch (RuntimeException | Error e) {
                opened.completeExceptionally(e);
              }
            },
            "esmond-cassandra-open");
    thread.setDaemon(true);
    thread.start();
    return opened;
  }
}

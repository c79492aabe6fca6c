package net.es.esmond.storage.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.internal.session.ContactPoints;
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.cassandra.internal.session.SessionBuilder;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Opens sessions to the configured cluster: resolves the servers' names to all their addresses,
 * connects to one of them at random and goes on to the others, learns the datacenter, and spreads
 * requests over the nodes. The host's own driver configuration has no influence. Immutable and safe
 * for use by many threads.
 *
 * <pre>{@code
 * CassandraSessionFactory factory = CassandraSessionFactory.of(conf.cassandra());
 * try (CqlSession session = factory.open(Deadline.after(Duration.ofSeconds(30)))) { ... }
 * }</pre>
 *
 * <p>An open session costs two I/O threads per core: open one per cluster. The archive has its own.
 */
public final class CassandraSessionFactory {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final CassandraConf conf;
  private final HostResolver resolver;
  private final Optional<MeterRegistry> meters;

  private CassandraSessionFactory(
      CassandraConf conf, HostResolver resolver, Optional<MeterRegistry> meters) {
    this.conf = Objects.requireNonNull(conf, "conf");
    this.resolver = Objects.requireNonNull(resolver, "resolver");
    this.meters = meters;
  }

  /**
   * Makes a factory that resolves names as the JVM does.
   *
   * @param conf how to reach the cluster
   * @return a factory
   */
  public static CassandraSessionFactory of(CassandraConf conf) {
    return new CassandraSessionFactory(conf, HostResolver.system(), Optional.empty());
  }

  /**
   * Makes a factory that resolves names in another way.
   *
   * @param other how to resolve the servers' names; asked again for every session
   * @return a factory for the same cluster
   */
  public CassandraSessionFactory resolvingWith(HostResolver other) {
    return new CassandraSessionFactory(conf, other, meters);
  }

  /**
   * Makes a factory whose sessions count what each node answers, as {@code
   * esmond.cassandra.requests} by {@code node} and {@code outcome} ({@code success}, {@code
   * error}).
   *
   * @param registry the host's
   * @return a factory for the same cluster
   */
  public CassandraSessionFactory countingIn(MeterRegistry registry) {
    return new CassandraSessionFactory(conf, resolver, Optional.of(registry));
  }

  /**
   * Opens a session, trying again while no server can be reached.
   *
   * @param deadline by when
   * @return a session that the caller closes
   * @throws StoreException {@link ErrorCode#AUTHENTICATION_FAILED} as soon as every server that
   *     answers refuses the credentials; {@link ErrorCode#STORE_UNAVAILABLE} at the deadline, with
   *     what became of each server
   * @throws net.es.esmond.storage.error.ConfException when there are several datacenters and none
   *     is configured, or the configured one does not exist
   */
  public CqlSession open(Deadline deadline) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      EsmondException error;
      try {
        return connect(deadline);
      } catch (EsmondException e) {
        error = e;
      }
      if (error.code() != ErrorCode.STORE_UNAVAILABLE
          || deadline.remaining().compareTo(pause) <= 0) {
        throw error;
      }
      pause(pause);
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
              ? LONGEST_PAUSE
              : pause.multipliedBy(2);
    }
  }

  /**
   * Opens a session as {@link #open} does, on a thread of its own.
   *
   * @param deadline by when
   * @return the session, or the error that {@link #open} would throw
   */
  public CompletionStage<CqlSession> openAsync(Deadline deadline) {
    CompletableFuture<CqlSession> opened = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                opened.complete(open(deadline));
              } catch (RuntimeException e) {
                opened.completeExceptionally(e);
              }
            },
            "esmond-cassandra-open");
    thread.setDaemon(true);
    thread.start();
    return opened;
  }

  private CqlSession connect(Deadline deadline) {
    Set<InetSocketAddress> addresses = ContactPoints.resolve(conf.servers(), resolver);
    CompletableFuture<CqlSession> build =
        new SessionBuilder(conf, addresses, meters).buildAsync().toCompletableFuture();
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
    var unused = build.thenAccept(CqlSession::close);
    build.cancel(true);
  }

  private static void pause(Duration duration) {
    try {
      TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(Set.of(), "interrupted while connecting", e);
    }
  }

  private static StoreException unavailable(
      Set<InetSocketAddress> addresses, String answer, @Nullable Throwable cause) {
    return new StoreException(
        ErrorCode.STORE_UNAVAILABLE,
        StoreException.Store.CASSANDRA,
        "no Cassandra node could be reached",
        addresses.stream()
            .map(a -> new Attempt(a.getAddress().getHostAddress() + ":" + a.getPort(), answer))
            .toList(),
        cause);
  }
}

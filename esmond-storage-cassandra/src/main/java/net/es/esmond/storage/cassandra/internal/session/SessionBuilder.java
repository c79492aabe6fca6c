package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.session.ProgrammaticArguments;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.InterruptedCallException;
import net.es.esmond.storage.error.StoreException;

/** Builds one session of the driver with this library's options and policies. */
public final class SessionBuilder
    extends com.datastax.oss.driver.api.core.session.SessionBuilder<SessionBuilder, CqlSession> {
  private final CassandraConf conf;
  private final Collection<InetSocketAddress> contactPoints;
  private final ClusterHealth health;
  private final Supplier<RandomGenerator> random;
  private final SessionMeters meters;

  /**
   * Creates a builder.
   *
   * @param conf how to reach the cluster
   * @param contactPoints the addresses to try
   * @param meters the meters that the session reports to
   */
  public SessionBuilder(
      CassandraConf conf, Collection<InetSocketAddress> contactPoints, SessionMeters meters) {
    this(conf, contactPoints, meters, System::nanoTime, ThreadLocalRandom::current);
  }

  /** Creates a builder with a given clock and random generator for the choice of coordinators. */
  SessionBuilder(
      CassandraConf conf,
      Collection<InetSocketAddress> contactPoints,
      SessionMeters meters,
      LongSupplier nanoTime,
      Supplier<RandomGenerator> random) {
    this.conf = conf;
    this.contactPoints = contactPoints;
    DriverConfigLoader options = DriverOptions.of(conf);
    this.health =
        new ClusterHealth(nanoTime, meters.resilience().entries(DriverOptions.name(options)));
    this.random = random;
    this.meters = meters;
    withConfigLoader(options);
    addContactPoints(contactPoints);
    withRequestTracker(new Observer(health, meters));
    if (conf.user().isPresent() && conf.password().isPresent()) {
      withAuthCredentials(conf.user().get(), conf.password().get().reveal());
    }
    if (conf.tls().enabled()) {
      withSslEngineFactory(TlsEngines.of(conf.tls()));
    }
  }

  /**
   * Builds the session, in one attempt.
   *
   * @param deadline deadline of the attempt
   * @return a session that the caller closes
   */
  public CqlSession open(Deadline deadline) {
    CompletableFuture<CqlSession> build = buildAsync().toCompletableFuture();
    try {
      return build.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw Failures.of(e);
    } catch (TimeoutException e) {
      abandon(build);
      throw noAnswerYet(e);
    } catch (InterruptedException e) {
      abandon(build);
      Thread.currentThread().interrupt();
      throw new InterruptedCallException(e);
    }
  }

  private static void abandon(CompletableFuture<CqlSession> build) {
    var unused = build.thenAccept(CqlSession::closeAsync);
    build.cancel(true);
  }

  private StoreException noAnswerYet(TimeoutException cause) {
    return new StoreException(
        ErrorCode.STORE_UNAVAILABLE,
        StoreException.Store.CASSANDRA,
        "no Cassandra node could be reached: check cassandra_servers and the nodes",
        contactPoints.stream()
            .map(a -> new HostPort(a.getAddress().getHostAddress(), a.getPort()).toString())
            .map(name -> new Attempt(name, "no answer yet"))
            .toList(),
        cause);
  }

  @Override
  protected CqlSession wrap(CqlSession session) {
    return session;
  }

  @Override
  protected DriverContext buildContext(DriverConfigLoader loader, ProgrammaticArguments arguments) {
    return new Context(loader, arguments, new Datacenters(conf), health, random, meters);
  }
}

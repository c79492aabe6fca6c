package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.session.ProgrammaticArguments;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import net.es.esmond.storage.conf.CassandraConf;

/** Builds the driver's session with our options and policies. */
final class SessionBuilder
    extends com.datastax.oss.driver.api.core.session.SessionBuilder<SessionBuilder, CqlSession> {
  private final CassandraConf conf;
  private final ClusterHealth health;
  private final Supplier<RandomGenerator> random;
  private final Meters meters;

  SessionBuilder(CassandraConf conf, Collection<InetSocketAddress> contactPoints, Meters meters) {
    this(conf, contactPoints, meters, System::nanoTime, ThreadLocalRandom::current);
  }

  /** Takes the time and randomness by which requests are spread from elsewhere. */
  SessionBuilder(
      CassandraConf conf,
      Collection<InetSocketAddress> contactPoints,
      Meters meters,
      LongSupplier nanoTime,
      Supplier<RandomGenerator> random) {
    this.conf = conf;
    this.health = new ClusterHealth(nanoTime);
    this.random = random;
    this.meters = meters;
    withConfigLoader(DriverOptions.of(conf));
    addContactPoints(contactPoints);
    withRequestTracker(new Observer(health, meters));
    if (conf.user().isPresent() && conf.password().isPresent()) {
      withAuthCredentials(conf.user().get(), conf.password().get().reveal());
    }
    if (conf.tls().enabled()) {
      withSslEngineFactory(TlsEngines.of(conf.tls()));
    }
  }

  @Override
  protected CqlSession wrap(CqlSession session) {
    return session;
  }

  @Override
  protected DriverContext buildContext(DriverConfigLoader loader, ProgrammaticArguments arguments) {
    return new Context(loader, arguments, conf.localDatacenter(), health, random, meters);
  }
}

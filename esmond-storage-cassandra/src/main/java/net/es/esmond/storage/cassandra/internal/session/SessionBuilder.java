package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.loadbalancing.LoadBalancingPolicy;
import com.datastax.oss.driver.api.core.session.ProgrammaticArguments;
import com.datastax.oss.driver.internal.core.context.DefaultDriverContext;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import net.es.esmond.storage.conf.CassandraConf;

/** Builds the driver's session with our options and policies in place of its own. */
public final class SessionBuilder
    extends com.datastax.oss.driver.api.core.session.SessionBuilder<SessionBuilder, CqlSession> {
  private final CassandraConf conf;

  /**
   * Prepares to build.
   *
   * @param conf how to talk to the cluster
   * @param contactPoints resolved addresses
   * @param meters where to count requests, if anywhere
   */
  public SessionBuilder(
      CassandraConf conf,
      Collection<InetSocketAddress> contactPoints,
      Optional<MeterRegistry> meters) {
    this.conf = conf;
    withConfigLoader(DriverOptions.of(conf));
    addContactPoints(contactPoints);
    meters.ifPresent(registry -> addRequestTracker(new RequestMeters(registry)));
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
  protected DriverContext buildContext(
      DriverConfigLoader loader, ProgrammaticArguments programmaticArguments) {
    return new Context(loader, programmaticArguments);
  }

  private final class Context extends DefaultDriverContext {
    Context(DriverConfigLoader loader, ProgrammaticArguments programmaticArguments) {
      super(loader, programmaticArguments);
    }

    @Override
    protected Map<String, LoadBalancingPolicy> buildLoadBalancingPolicies() {
      String profile = DriverExecutionProfile.DEFAULT_NAME;
      return Map.of(profile, new Coordinators(this, profile, conf.localDatacenter()));
    }
  }
}

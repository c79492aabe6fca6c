package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.loadbalancing.LoadBalancingPolicy;
import com.datastax.oss.driver.api.core.session.ProgrammaticArguments;
import com.datastax.oss.driver.api.core.session.throttling.RequestThrottler;
import com.datastax.oss.driver.api.core.specex.SpeculativeExecutionPolicy;
import com.datastax.oss.driver.internal.core.channel.ChannelFactory;
import com.datastax.oss.driver.internal.core.context.DefaultDriverContext;
import com.datastax.oss.driver.internal.core.cql.CqlPrepareAsyncProcessor;
import com.datastax.oss.driver.internal.core.cql.CqlPrepareSyncProcessor;
import com.datastax.oss.driver.internal.core.cql.CqlRequestAsyncProcessor;
import com.datastax.oss.driver.internal.core.cql.CqlRequestSyncProcessor;
import com.datastax.oss.driver.internal.core.session.BuiltInRequestProcessors;
import com.datastax.oss.driver.internal.core.session.RequestProcessor;
import com.datastax.oss.driver.internal.core.session.RequestProcessorRegistry;
import com.datastax.oss.driver.internal.core.util.DefaultDependencyChecker;
import com.datastax.oss.driver.internal.core.util.Dependency;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The driver's context with this library's policies. The driver would create its own policies by
 * reflection.
 */
final class Context extends DefaultDriverContext {
  private static final String PROFILE = DriverExecutionProfile.DEFAULT_NAME;

  private final Datacenters datacenters;
  private final ClusterHealth health;
  private final Supplier<RandomGenerator> random;
  private final SessionMeters meters;

  Context(
      DriverConfigLoader loader,
      ProgrammaticArguments arguments,
      Datacenters datacenters,
      ClusterHealth health,
      Supplier<RandomGenerator> random,
      SessionMeters meters) {
    super(loader, arguments);
    this.datacenters = datacenters;
    this.health = health;
    this.random = random;
    this.meters = meters;
  }

  @Override
  protected Map<String, LoadBalancingPolicy> buildLoadBalancingPolicies() {
    return Map.of(PROFILE, new CoordinatorSelection(this, PROFILE, datacenters, health, random));
  }

  @Override
  protected Map<String, SpeculativeExecutionPolicy> buildSpeculativeExecutionPolicies() {
    return Map.of(PROFILE, new Speculation(health, meters));
  }

  /**
   * Leaves out what this library has no use for: DSE's requests, and the watch over changed types
   * of prepared statements. The driver logs a line at INFO for each session with that watch, and
   * sessions are opened again and again while no node can be reached.
   */
  @Override
  protected RequestProcessorRegistry buildRequestProcessorRegistry() {
    CqlRequestAsyncProcessor requests = new CqlRequestAsyncProcessor();
    CqlPrepareAsyncProcessor prepares = new CqlPrepareAsyncProcessor();
    List<RequestProcessor<?, ?>> processors = new ArrayList<>();
    processors.add(requests);
    processors.add(new CqlRequestSyncProcessor(requests));
    processors.add(prepares);
    processors.add(new CqlPrepareSyncProcessor(prepares));
    if (DefaultDependencyChecker.isPresent(Dependency.REACTIVE_STREAMS)) {
      BuiltInRequestProcessors.addReactiveProcessors(processors);
    }
    return new RequestProcessorRegistry(
        getSessionName(), processors.toArray(new RequestProcessor<?, ?>[0]));
  }

  @Override
  protected RequestThrottler buildRequestThrottler() {
    DriverExecutionProfile options = getConfig().getDefaultProfile();
    return new InFlightLimit(
        options.getInt(DefaultDriverOption.REQUEST_THROTTLER_MAX_CONCURRENT_REQUESTS),
        options.getInt(DefaultDriverOption.REQUEST_THROTTLER_MAX_QUEUE_SIZE),
        start -> getNettyOptions().ioEventLoopGroup().next().execute(start));
  }

  @Override
  protected ChannelFactory buildChannelFactory() {
    return new ObservedConnections(this, health);
  }

  /** Returns the observations that a session has made of its nodes. */
  static ClusterHealth health(CqlSession session) {
    return ((Context) session.getContext()).health;
  }

  /** Returns the datacenters that serve a session. */
  static Datacenters datacenters(CqlSession session) {
    return ((Context) session.getContext()).datacenters;
  }

  /** Returns how many requests wait to be sent. */
  static int queued(CqlSession session) {
    return ((InFlightLimit) ((Context) session.getContext()).getRequestThrottler()).waiting();
  }
}

package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.OptionsMap;
import com.datastax.oss.driver.api.core.config.TypedDriverOption;
import com.datastax.oss.driver.internal.core.time.ServerSideTimestampGenerator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.es.esmond.storage.conf.CassandraConf;

/**
 * Creates the driver's options from its defaults and this library's configuration. A host's {@code
 * application.conf} and system properties have no effect.
 */
final class DriverOptions {
  /** Name of the control keyspace, whose data must survive changes of the archive's keyspace. */
  static final String CONTROL_KEYSPACE = "esmond_control";

  /**
   * Largest answer of a node, in bytes: four of the largest values. The driver drops a larger
   * answer as it arrives, and a connection needs memory for one answer at a time.
   */
  static final long MAX_ANSWER_BYTES = 16 * 1024 * 1024;

  /**
   * Number of requests that may wait for each request that may be in flight. Further requests fail
   * at once.
   */
  private static final int QUEUE_FACTOR = 10;

  private static final AtomicInteger SESSIONS = new AtomicInteger();

  private DriverOptions() {}

  /** Returns a session's name, {@code esmond-cassandra-N}, which is unique in the process. */
  static String name(DriverConfigLoader options) {
    return options
        .getInitialConfig()
        .getDefaultProfile()
        .getString(DefaultDriverOption.SESSION_NAME);
  }

  static DriverConfigLoader of(CassandraConf conf) {
    OptionsMap options = OptionsMap.driverDefaults();
    // Threads are named for the session.
    options.put(TypedDriverOption.SESSION_NAME, "esmond-cassandra-" + SESSIONS.incrementAndGet());
    options.put(TypedDriverOption.NETTY_DAEMON, true);
    options.put(TypedDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0);
    options.put(TypedDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0);
    // Speculation delays are tens of milliseconds; the default tick is 100.
    options.put(TypedDriverOption.NETTY_TIMER_TICK_DURATION, Duration.ofMillis(5));

    // Not version 5: there the driver gathers an answer of any size in direct memory, and never
    // frees it when the connection breaks meanwhile.
    options.put(TypedDriverOption.PROTOCOL_VERSION, "V4");
    options.put(TypedDriverOption.PROTOCOL_MAX_FRAME_LENGTH, MAX_ANSWER_BYTES);

    // Every statement of this library may be repeated on any node.
    options.put(TypedDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true);
    options.put(TypedDriverOption.REQUEST_TIMEOUT, conf.requestTimeout());
    options.put(TypedDriverOption.REQUEST_LOG_WARNINGS, false);
    // What has no write timestamp of its own gets the server's, never one of this host's clock.
    options.put(
        TypedDriverOption.TIMESTAMP_GENERATOR_CLASS, ServerSideTimestampGenerator.class.getName());

    options.put(TypedDriverOption.REQUEST_THROTTLER_MAX_CONCURRENT_REQUESTS, conf.maxInFlight());
    options.put(
        TypedDriverOption.REQUEST_THROTTLER_MAX_QUEUE_SIZE, QUEUE_FACTOR * conf.maxInFlight());

    if (!conf.remoteDatacenters().isEmpty()) {
      // CoordinatorSelection says which remote nodes; without this the driver forgets them all.
      options.put(
          TypedDriverOption.LOAD_BALANCING_DC_FAILOVER_MAX_NODES_PER_REMOTE_DC, Integer.MAX_VALUE);
    }

    options.put(TypedDriverOption.CONNECTION_CONNECT_TIMEOUT, conf.connectTimeout());
    options.put(TypedDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, conf.connectTimeout());
    options.put(TypedDriverOption.CONTROL_CONNECTION_TIMEOUT, conf.connectTimeout());
    // The caller of a build gets the errors, so they are not logged as well.
    options.put(TypedDriverOption.CONNECTION_WARN_INIT_ERROR, false);
    options.put(TypedDriverOption.HEARTBEAT_INTERVAL, Duration.ofSeconds(2));
    options.put(TypedDriverOption.HEARTBEAT_TIMEOUT, Duration.ofSeconds(3));
    options.put(TypedDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(250));
    options.put(TypedDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(2));

    options.put(TypedDriverOption.CONTROL_CONNECTION_AGREEMENT_TIMEOUT, Duration.ofSeconds(5));
    options.put(TypedDriverOption.CONTROL_CONNECTION_AGREEMENT_INTERVAL, Duration.ofMillis(100));
    options.put(TypedDriverOption.CONTROL_CONNECTION_AGREEMENT_WARN, false);
    // Each DDL statement waits this long for further changes before it answers; the default is 1 s.
    options.put(TypedDriverOption.METADATA_SCHEMA_WINDOW, Duration.ofMillis(50));
    options.put(
        TypedDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES,
        List.of(conf.keyspace(), CONTROL_KEYSPACE));
    options.put(TypedDriverOption.MONITOR_REPORTING_ENABLED, false);
    return DriverConfigLoader.fromMap(options);
  }
}

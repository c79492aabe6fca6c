package net.es.esmond.storage.testkit.bench.session;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.OptionsMap;
import com.datastax.oss.driver.api.core.config.TypedDriverOption;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cassandra.internal.session.ContactPoints;
import net.es.esmond.storage.cassandra.service.HostResolver;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;

/** The bare driver with the same statements on the same tables. */
final class BareContender implements Contender {
  static final String TUNED = "driver, tuned";

  private final String name;
  private final boolean looks;
  private final CqlSession session;
  private final PointStatements statements;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  private BareContender(
      String name, boolean looks, CassandraConf conf, HostResolver resolver, OptionsMap options) {
    this.name = name;
    this.looks = looks;
    CqlSessionBuilder builder =
        CqlSession.builder()
            .withLocalDatacenter("datacenter1")
            .withConfigLoader(DriverConfigLoader.fromMap(options));
    builder.addContactPoints(
        new ContactPoints(conf.servers(), resolver)
            .resolve(Deadline.after(Duration.ofSeconds(30))));
    session = builder.build();
    statements = new PointStatements(conf);
    statements.all().forEach(cql -> prepared.put(cql, session.prepare(cql)));
  }

  /** As it comes, but for the time-out, so that none fails earlier than the library's. */
  static BareContender withDefaults(CassandraConf conf, HostResolver resolver) {
    return new BareContender("driver, defaults", false, conf, resolver, options());
  }

  /** As an expert would set it. */
  static BareContender tuned(CassandraConf conf, HostResolver resolver) {
    return new BareContender(TUNED, false, conf, resolver, tunedOptions());
  }

  /** The same, which writes a point only when none is stored for its time. */
  static BareContender tunedWithLook(CassandraConf conf, HostResolver resolver) {
    return new BareContender(TUNED + ", look", true, conf, resolver, tunedOptions());
  }

  static OptionsMap tunedOptions() {
    OptionsMap options = options();
    options.put(TypedDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true);
    options.put(
        TypedDriverOption.SPECULATIVE_EXECUTION_POLICY_CLASS, "ConstantSpeculativeExecutionPolicy");
    options.put(TypedDriverOption.SPECULATIVE_EXECUTION_MAX, 3);
    options.put(TypedDriverOption.SPECULATIVE_EXECUTION_DELAY, Duration.ofMillis(100));
    options.put(TypedDriverOption.HEARTBEAT_INTERVAL, Duration.ofSeconds(2));
    options.put(TypedDriverOption.HEARTBEAT_TIMEOUT, Duration.ofSeconds(1));
    return options;
  }

  private static OptionsMap options() {
    OptionsMap options = OptionsMap.driverDefaults();
    options.put(TypedDriverOption.REQUEST_TIMEOUT, LibraryContender.TIMEOUT);
    options.put(TypedDriverOption.NETTY_DAEMON, true);
    options.put(TypedDriverOption.SESSION_LEAK_THRESHOLD, 0);
    return options;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CompletionStage<?> request(long n) {
    if (PointStatements.isRead(n)) {
      return send(n).thenAccept(PointStatements::take);
    }
    if (!looks) {
      return send(n);
    }
    return session
        .executeAsync(statements.look(n, prepared::get))
        .thenCompose(
            found -> {
              if (found.remaining() > 0) {
                throw new IllegalStateException("nothing was to be there: request " + n);
              }
              return send(n);
            });
  }

  private CompletionStage<AsyncResultSet> send(long n) {
    return session.executeAsync(statements.of(n, prepared::get));
  }

  @Override
  public void close() {
    session.close();
  }
}

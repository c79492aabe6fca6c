package net.es.esmond.storage.testkit.bench.session;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.OptionsMap;
import com.datastax.oss.driver.api.core.config.TypedDriverOption;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import net.es.esmond.storage.cassandra.HostResolver;
import net.es.esmond.storage.cassandra.internal.session.ContactPoints;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;

/** The bare driver with the same statements on the same tables. */
final class BareContender implements Contender {
  private final String name;
  private final CqlSession session;
  private final PreparedStatement insert;
  private final PreparedStatement select;
  private final DefaultConsistencyLevel level;
  private final List<String> keys =
      IntStream.range(0, SERIES)
          .mapToObj(i -> Series.base("bench" + i, EventType.of("throughput")).path() + ":2026")
          .toList();

  private BareContender(
      String name, CassandraConf conf, HostResolver resolver, OptionsMap options) {
    this.name = name;
    CqlSessionBuilder builder =
        CqlSession.builder()
            .withLocalDatacenter("datacenter1")
            .withConfigLoader(DriverConfigLoader.fromMap(options));
    builder.addContactPoints(ContactPoints.resolve(conf.servers(), resolver));
    session = builder.build();
    level = DefaultConsistencyLevel.valueOf(conf.writeConsistency().orElseThrow().name());
    insert =
        session.prepare(
            "INSERT INTO "
                + conf.keyspace()
                + ".base_rates (key, month, ts, val) VALUES (?, ?, ?, ?) USING TTL ?");
    select =
        session.prepare(
            "SELECT ts, val FROM "
                + conf.keyspace()
                + ".base_rates WHERE key = ? AND month = ? AND ts >= ? AND ts <= ?");
  }

  /** As it comes, but for the time-out, so that none fails earlier than the library's. */
  static BareContender withDefaults(CassandraConf conf, HostResolver resolver) {
    return new BareContender("driver, defaults", conf, resolver, options());
  }

  /** As an expert would set it. */
  static BareContender tuned(CassandraConf conf, HostResolver resolver) {
    return new BareContender("driver, tuned", conf, resolver, tunedOptions());
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
    if (n % 4 == 3) {
      long read = n - 3;
      long time = LibraryContender.timeMillis(read);
      return session
          .executeAsync(
              select
                  .boundStatementBuilder(keys.get((int) (read % SERIES)), (byte) 3, time, time)
                  .setConsistencyLevel(level)
                  .build())
          .thenApply(
              rows -> {
                rows.currentPage().forEach(row -> row.getLong(1));
                return null;
              });
    }
    return session.executeAsync(
        insert
            .boundStatementBuilder(
                keys.get((int) (n % SERIES)), (byte) 3, LibraryContender.timeMillis(n), n, 0)
            .setQueryTimestamp(n + 1)
            .setConsistencyLevel(level)
            .build());
  }

  @Override
  public void close() {
    session.close();
  }
}

package net.es.esmond.storage.sql.internal.pool;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import net.es.esmond.storage.conf.SqlConf;
import org.postgresql.jdbc.PgConnection;

/**
 * Creates connection pools and lends their connections. Callers get the driver's own connection,
 * not the pool's wrapper, which would log a stack for each connection that a failover breaks.
 */
final class Pools {
  static final Duration STANDBY_TIMEOUT = Duration.ofSeconds(1);

  private Pools() {}

  static HikariDataSource toPrimary(
      SqlConf conf, PrimaryDataSource primary, MeterRegistry registry) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("esmond-sql");
    config.setDataSource(primary);
    config.setMaximumPoolSize(conf.poolSize());
    config.setMinimumIdle(Math.min(2, conf.poolSize()));
    // Only the caller's deadline counts, which is checked again after this time.
    config.setConnectionTimeout(1_000);
    config.setValidationTimeout(1_000);
    if (config.getMinimumIdle() < conf.poolSize()) {
      config.setIdleTimeout(Duration.ofMinutes(2).toMillis());
    }
    config.setMaxLifetime(Duration.ofMinutes(15).toMillis());
    config.setKeepaliveTime(Duration.ofMinutes(1).toMillis());
    config.setInitializationFailTimeout(-1);
    config.setThreadFactory(new DaemonThreads("pool"));
    config.setMetricRegistry(registry);
    return new HikariDataSource(config);
  }

  static HikariDataSource toStandbys(SqlConf conf, StandbyDataSource standbys) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("esmond-sql-standbys");
    config.setDataSource(standbys);
    config.setReadOnly(true);
    config.setMaximumPoolSize(conf.poolSize());
    config.setMinimumIdle(0);
    config.setConnectionTimeout(STANDBY_TIMEOUT.toMillis());
    config.setValidationTimeout(STANDBY_TIMEOUT.toMillis());
    // Spreads reads over standbys that come back.
    config.setMaxLifetime(Duration.ofMinutes(1).toMillis());
    config.setIdleTimeout(Duration.ofSeconds(30).toMillis());
    config.setKeepaliveTime(0);
    config.setInitializationFailTimeout(-1);
    config.setThreadFactory(new DaemonThreads("standby-pool"));
    return new HikariDataSource(config);
  }

  /** A use is what a caller does with a connection on loan. */
  interface Use<T> {
    T with(PgConnection connection) throws SQLException;
  }

  /** Lends a connection, which leaves the pool when it turns out not to serve. */
  static <T> T lend(HikariDataSource pool, Use<T> use) throws SQLException {
    try (Connection pooled = pool.getConnection()) {
      PgConnection connection = pooled.unwrap(PgConnection.class);
      try {
        return use.with(connection);
      } catch (SQLException | RuntimeException | Error e) {
        if (connection.isClosed() || breaks(e)) {
          pool.evictConnection(pooled);
        }
        throw e;
      }
    }
  }

  /**
   * Says whether a connection serves no more. A demoted primary keeps its connections and refuses
   * writes: that counts, too. An Error may have stopped the driver in the middle of an exchange.
   */
  private static boolean breaks(Throwable e) {
    return e instanceof Error
        || e instanceof SQLException sql && SqlStates.of(sql) == SqlStates.Meaning.CONNECTION;
  }
}

package net.es.esmond.storage.sql.internal.pool;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.spi.StoreContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs calls against the primary: each on a thread and a connection of bounded pools, repeated
 * while its deadline allows when the connection fails or a conflict is lost. Thread-safe.
 */
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final int QUEUED_PER_CONNECTION = 100;
  private static final int MAX_CONFLICTS = 10;
  private static final Duration STANDBY_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Meters meters;
  private final Topology topology;
  private final List<ServerWatch> watches;
  private final PrimaryDataSource primary;
  private final HikariDataSource pool;
  private final @Nullable HikariDataSource standbys;
  private final ThreadPoolExecutor workers;
  private final ScheduledThreadPoolExecutor timer;
  private final Set<Call<?>> calls = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private Database(SqlConf conf, StoreContext context) {
    MeterRegistry host = context.service(MeterRegistry.class).orElse(null);
    meters = new Meters(host);
    Connector connector = new Connector(conf);
    topology = new Topology(conf.servers().size());
    primary = new PrimaryDataSource(conf, connector, topology);
    topology.listen(promoted -> primary.cutStale());
    watches =
        conf.servers().stream()
            .map(server -> new ServerWatch(server, connector, topology))
            .toList();
    HikariConfig poolConfig = poolConfig(conf, primary);
    if (host != null) {
      poolConfig.setMetricRegistry(host);
    }
    pool = new HikariDataSource(poolConfig);
    standbys =
        conf.readStandbys() && conf.servers().size() > 1
            ? new HikariDataSource(
                standbyPoolConfig(conf, new StandbyDataSource(conf, connector, topology)))
            : null;
    int threads = conf.poolSize();
    workers =
        new ThreadPoolExecutor(
            threads,
            threads,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(threads * QUEUED_PER_CONNECTION),
            new DaemonThreads("worker"));
    workers.allowCoreThreadTimeOut(true);
    timer = new ScheduledThreadPoolExecutor(1, new DaemonThreads("deadline"));
    timer.setRemoveOnCancelPolicy(true);
    meters.observe(workers);
    conf.servers().forEach(server -> meters.observe(topology, server));
    onPromotion(meters::promoted);
  }

  /**
   * Connects.
   *
   * @param conf where and how
   * @param context what the host hands in; a {@link MeterRegistry} is used
   * @return an open database, with a primary that answers
   * @throws StoreException when there is none within the start time-out
   */
  public static Database open(SqlConf conf, StoreContext context) {
    Database database = new Database(conf, context);
    try {
      database.watches.forEach(ServerWatch::start);
      database.awaitStart(conf.startTimeout());
      return database;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private static HikariConfig poolConfig(SqlConf conf, PrimaryDataSource primary) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("esmond-sql");
    config.setDataSource(primary);
    config.setMaximumPoolSize(conf.poolSize());
    config.setMinimumIdle(Math.min(2, conf.poolSize()));
    // A caller's own deadline is what counts: look at it again this often.
    config.setConnectionTimeout(1_000);
    config.setValidationTimeout(1_000);
    if (config.getMinimumIdle() < conf.poolSize()) {
      config.setIdleTimeout(Duration.ofMinutes(2).toMillis());
    }
    config.setMaxLifetime(Duration.ofMinutes(15).toMillis());
    config.setKeepaliveTime(Duration.ofMinutes(1).toMillis());
    config.setInitializationFailTimeout(-1);
    config.setThreadFactory(new DaemonThreads("pool"));
    config.setExceptionOverride(new EvictReadOnly());
    return config;
  }

  private static HikariConfig standbyPoolConfig(SqlConf conf, StandbyDataSource standbys) {
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
    return config;
  }

  private void awaitStart(Duration startTimeout) {
    Optional<HostPort> found;
    try {
      found = topology.awaitPrimary(startTimeout.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      found = Optional.empty();
    }
    if (found.isEmpty()) {
      boolean credentials = topology.credentialsRefused();
      throw new StoreException(
          credentials ? ErrorCode.AUTHENTICATION_FAILED : ErrorCode.STORE_UNAVAILABLE,
          StoreException.Store.POSTGRESQL,
          credentials
              ? "sql_db_user and sql_db_password must be known to PostgreSQL"
              : "a PostgreSQL primary must answer within " + startTimeout + ", but none did",
          topology.attempts(),
          null);
    }
  }

  /**
   * Hears of promotions.
   *
   * @param listener run, on a thread of this database, after a primary of a newer timeline was
   *     found
   */
  public void onPromotion(Runnable listener) {
    topology.listen(
        promoted -> {
          if (promoted) {
            listener.run();
          }
        });
  }

  /**
   * Runs a call.
   *
   * @param operation its name, for errors and meters
   * @param deadline by when it ends, one way or another
   * @param work what to do; may be repeated
   * @param <T> its result
   * @return completes on a thread of this database, by the deadline
   */
  public <T> CompletionStage<T> submit(String operation, Deadline deadline, Work<T> work) {
    Call<T> call = new Call<>(operation, deadline, work);
    start(call, () -> run(call));
    return call.result;
  }

  /**
   * Runs a read that a standby may answer, if the host allows that. What a standby does not have,
   * or does not answer soon, the primary is asked for.
   *
   * @param operation its name, for errors and meters
   * @param deadline by when it ends, one way or another
   * @param work reads only; may be repeated
   * @param <T> its result
   * @return completes on a thread of this database, by the deadline
   */
  public <T> CompletionStage<Optional<T>> read(
      String operation, Deadline deadline, Work<Optional<T>> work) {
    if (standbys == null || topology.standbys().isEmpty()) {
      return submit(operation, deadline, work);
    }
    Call<Optional<T>> call = new Call<>(operation, deadline, work);
    start(
        call,
        () -> {
          Optional<T> answer = askStandby(standbys, work);
          if (answer.isPresent()) {
            call.result.complete(answer);
          } else {
            run(call);
          }
        });
    return call.result;
  }

  private void start(Call<?> call, Runnable task) {
    calls.add(call);
    long start = System.nanoTime();
    call.result.whenComplete(
        (result, failure) -> {
          calls.remove(call);
          meters.called(call.operation, System.nanoTime() - start, failure);
        });
    try {
      workers.execute(task);
      expireInTime(call);
    } catch (RejectedExecutionException e) {
      if (closed) {
        failClosed(call);
      } else {
        call.fail(
            ErrorCode.OVERLOADED,
            "must find fewer than " + workers.getQueue().size() + " calls waiting",
            List.of());
      }
    }
  }

  private static <T> Optional<T> askStandby(HikariDataSource standbys, Work<Optional<T>> work) {
    try (Connection connection = standbys.getConnection()) {
      return work.run(new Session(connection, Deadline.after(STANDBY_TIMEOUT)));
    } catch (SQLException e) {
      LOG.debug("a standby did not answer, so the primary is asked", e);
      return Optional.empty();
    }
  }

  private void expireInTime(Call<?> call) {
    ScheduledFuture<?> expiry =
        timer.schedule(
            () -> call.expire(topology.attempts(), topology.primary().isPresent()),
            call.deadline.remaining().toNanos(),
            TimeUnit.NANOSECONDS);
    call.result.whenComplete((result, failure) -> expiry.cancel(false));
  }

  private <T> void run(Call<T> call) {
    try {
      while (!call.result.isDone()) {
        attempt(call);
      }
    } catch (EsmondException e) {
      call.result.completeExceptionally(e);
    } catch (RuntimeException | Error e) {
      call.result.completeExceptionally(e);
      throw e;
    }
  }

  private <T> void attempt(Call<T> call) {
    ServerState origin = null;
    try (Connection connection = pool.getConnection()) {
      origin = primary.origin(connection);
      T value = call.work.run(new Session(connection, call.deadline));
      // What a former primary acknowledged is lost: ask the new one.
      if (origin != null && topology.isCurrent(origin)) {
        call.result.complete(value);
      }
    } catch (SQLException e) {
      failed(call, origin, e);
    }
  }

  private void failed(Call<?> call, @Nullable ServerState origin, SQLException e) {
    if (closed) {
      failClosed(call);
      return;
    }
    if (origin != null) {
      call.failed(new Attempt(origin.server().toString(), SqlStates.describe(e)), e);
    }
    switch (SqlStates.of(e)) {
      case CONNECTION -> {
        watches.forEach(ServerWatch::hurry);
        if (topology.credentialsRefused()) {
          call.fail(
              ErrorCode.AUTHENTICATION_FAILED,
              "must find the configured credentials accepted",
              topology.attempts());
        } else {
          pause(call, 20);
        }
      }
      case CONFLICT -> {
        int conflicts = call.conflict();
        if (conflicts > MAX_CONFLICTS) {
          call.fail(
              ErrorCode.STORE_UNAVAILABLE,
              "must not lose more than " + MAX_CONFLICTS + " conflicts in a row",
              List.of());
        } else {
          pause(call, 5L * conflicts);
        }
      }
      case TIMEOUT ->
          call.fail(
              ErrorCode.DEADLINE_EXCEEDED,
              "must end within " + call.deadline.budget() + ", but was cancelled",
              List.of());
      case CREDENTIALS ->
          call.fail(
              ErrorCode.AUTHENTICATION_FAILED,
              "must find the configured credentials accepted",
              List.of());
      case REFUSED ->
          call.fail(
              ErrorCode.STORE_REFUSED,
              "must be accepted, but was refused: " + SqlStates.describe(e),
              List.of());
    }
  }

  private static void failClosed(Call<?> call) {
    call.fail(ErrorCode.CLOSED, "must be called on an open storage", List.of());
  }

  private static void pause(Call<?> call, long aboutMillis) {
    long millis = aboutMillis / 2 + ThreadLocalRandom.current().nextLong(aboutMillis);
    long left = call.deadline.remaining().toMillis();
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Math.min(millis, left)));
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    watches.forEach(ServerWatch::close);
    workers.shutdown();
    try {
      if (!workers.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
    }
    timer.shutdownNow();
    calls.forEach(Database::failClosed);
    pool.close();
    if (standbys != null) {
      standbys.close();
    }
  }
}

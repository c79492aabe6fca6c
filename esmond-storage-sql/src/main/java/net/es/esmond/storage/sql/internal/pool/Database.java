package net.es.esmond.storage.sql.internal.pool;

import com.github.benmanes.caffeine.cache.Ticker;
import com.github.benmanes.caffeine.cache.Weigher;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.InterruptedCallException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.health.StoreHealth;
import net.es.esmond.storage.internal.async.TimedTasks;
import net.es.esmond.storage.internal.meters.HostMeters;
import net.es.esmond.storage.spi.StoreContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs calls on the primary. Each call has a thread and a connection of bounded pools. It is
 * repeated within its deadline when its connection fails or it loses a conflict. Thread-safe.
 */
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  private final HostMeters hostMeters;
  private final DatabaseMeters meters;
  private final Topology topology;
  private final List<ServerWatch> watches;
  private final HikariDataSource pool;
  private final @Nullable HikariDataSource standbys;
  private final Preparation preparation;
  private final RetryLoop attempts;
  private final DatabaseResilience resilience;
  private final Workers workers;
  private final TimedTasks timed;
  private final Set<DatabaseCall<?>> calls = ConcurrentHashMap.newKeySet();
  private final Duration staleFor;
  private final Ticker ticker;
  private final Clock clock;
  private volatile boolean closed;

  private Database(SqlConf conf, StoreContext context) {
    hostMeters = HostMeters.of(context);
    meters = new DatabaseMeters(hostMeters);
    PoolConnector connector = new PoolConnector(conf, context.opening().readOnly());
    topology = new Topology(conf.servers().size());
    PrimaryDataSource primary = new PrimaryDataSource(conf, connector, topology);
    topology.listen(promoted -> primary.cutStale());
    topology.onLoss(
        () -> calls.forEach(call -> context.executor().execute(() -> answerStale(call))));
    staleFor = conf.staleIfError();
    ticker = context.service(Ticker.class).orElseGet(Ticker::systemTicker);
    clock = context.clock();
    watches =
        conf.servers().stream()
            .map(server -> new ServerWatch(server, connector, topology))
            .toList();
    pool = Pools.toPrimary(conf, primary, hostMeters.registry());
    standbys =
        conf.readStandbys() && conf.servers().size() > 1
            ? Pools.toStandbys(conf, new StandbyDataSource(conf, connector, topology))
            : null;
    resilience = new DatabaseResilience(context, hostMeters);
    Retries retries =
        new Retries(
            resilience,
            () -> closed || topology.refusal().isPresent(),
            () -> watches.forEach(ServerWatch::hurry));
    preparation = new Preparation(conf.startTimeout());
    attempts = new RetryLoop(pool, primary, topology, retries, preparation, () -> closed);
    workers = new Workers(conf.poolSize(), resilience);
    timed = new TimedTasks(context.scheduler(), context.executor());
    meters.observe(workers);
    conf.servers().forEach(server -> meters.observe(topology, server));
    onPromotion(meters::promoted);
  }

  /**
   * Opens a database.
   *
   * @param conf the servers, and how they are reached
   * @param context what the host hands in; a {@link MeterRegistry}, a {@code RetryRegistry} and a
   *     {@code BulkheadRegistry} are used
   * @param deadline when a primary must have answered at the latest
   * @return an open database, with a primary that answers
   * @throws StoreException when no primary answers in time, or all servers refuse
   */
  public static Database open(SqlConf conf, StoreContext context, Deadline deadline) {
    Database database = openInBackground(conf, context);
    try {
      database.awaitStart(deadline);
      return database;
    } catch (RuntimeException | Error e) {
      database.closeInBackground();
      throw e;
    }
  }

  /**
   * Opens a database without waiting for a primary. Calls wait for one until their deadline.
   *
   * @param conf the servers, and how they are reached
   * @param context what the host hands in, as for {@link #open}
   * @return an open database
   */
  public static Database openInBackground(SqlConf conf, StoreContext context) {
    Database database = new Database(conf, context);
    database.watches.forEach(ServerWatch::start);
    return database;
  }

  /**
   * Has all calls wait for some work: the first call that gets a connection does it.
   *
   * @param work what precedes every call; repeated until it succeeds once
   */
  public void prepareBy(Work<?> work) {
    preparation.require(work);
  }

  /** Closes a database that could not be opened in time, without waiting for servers that hang. */
  public void closeInBackground() {
    new DaemonThreads("close").newThread(this::close).start();
  }

  /**
   * Returns where what works on this database reports to.
   *
   * @return closed with this database
   */
  public HostMeters meters() {
    return hostMeters;
  }

  private void awaitStart(Deadline deadline) {
    Optional<HostPort> found;
    try {
      found = topology.awaitPrimary(deadline.remaining().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedCallException(e);
    }
    if (found.isEmpty()) {
      Optional<ServerState> refusal = topology.refusal();
      refusal.flatMap(ServerState::fault).ifPresent(Database::fail);
      throw new StoreException(
          refusal.map(ServerState::refusalCode).orElse(ErrorCode.STORE_UNAVAILABLE),
          StoreException.Store.POSTGRESQL,
          refusal
              .map(ServerState::refusal)
              .orElse(
                  "no PostgreSQL primary answered within "
                      + deadline.budget()
                      + "; check sql_db_host and its servers"),
          topology.attempts(),
          null);
    }
  }

  private static void fail(ConfException fault) {
    throw fault;
  }

  /**
   * Adds a listener to promotions.
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
   * Returns the server that takes writes.
   *
   * @return empty when none is known now
   */
  public Optional<HostPort> primary() {
    return topology.primary();
  }

  /**
   * Runs a call.
   *
   * @param operation name of the call, for errors and meters
   * @param deadline when the call ends at the latest
   * @param work the work of the call, which may be repeated
   * @param <T> type of the result
   * @return completes on a thread of this database, by the deadline
   */
  public <T> CompletionStage<T> submit(String operation, Deadline deadline, Work<T> work) {
    DatabaseCall<T> call = new DatabaseCall<>(operation, deadline, work);
    start(call, () -> attempts.run(call));
    return call.result;
  }

  /**
   * Runs a call on the calling thread, for one that has nothing else to do.
   *
   * @param operation name of the call, for errors and meters
   * @param deadline when the call ends at the latest, but for a second
   * @param work the work of the call, which may be repeated
   * @param <T> type of the result
   * @return result of the call
   * @throws EsmondException when the call failed
   */
  public <T> T call(String operation, Deadline deadline, Work<T> work) {
    DatabaseCall<T> call = new DatabaseCall<>(operation, deadline, work);
    observe(call);
    if (closed) {
      call.failClosed();
    }
    // The clock is checked between attempts and in each of them: no timer is needed.
    attempts.run(call);
    try {
      return call.result.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof EsmondException cause ? cause : e;
    }
  }

  /**
   * Runs a read on the primary whose result may come from memory while no primary can be reached.
   *
   * @param operation name of the call, for errors and meters
   * @param deadline when the call ends at the latest
   * @param work the reads of the call, which may be repeated
   * @param stale the result from memory; empty for none
   * @param <T> type of the result
   * @return completes on a thread of this database, by the deadline
   */
  public <T> CompletionStage<Optional<T>> readPrimary(
      String operation, Deadline deadline, Work<Optional<T>> work, Supplier<Optional<T>> stale) {
    DatabaseCall<Optional<T>> call = call(operation, deadline, work, stale);
    start(call, () -> attempts.run(call));
    return call.result;
  }

  private static <T> DatabaseCall<Optional<T>> call(
      String operation, Deadline deadline, Work<Optional<T>> work, Supplier<Optional<T>> stale) {
    return new DatabaseCall<>(operation, deadline, work, () -> stale.get().map(Optional::of));
  }

  /**
   * Creates a cache for what {@link #readPrimary} and {@link #read} read. A new primary does not
   * empty it: it would be asked for everything at once, and what it lacks goes unnoticed no longer
   * than changes by others do.
   *
   * @param freshFor age up to which a value answers without a look into the database
   * @param maxWeight weight of all values at most
   * @param weigher weighs a value
   * @param <K> type of a key
   * @param <V> type of a value
   * @return an empty cache, which answers while no primary can be reached as the configuration
   *     allows
   */
  public <K, V> StaleCache<K, V> cache(
      Duration freshFor, long maxWeight, Weigher<? super K, ? super V> weigher) {
    return new StaleCache<>(freshFor, staleFor, maxWeight, weigher, ticker);
  }

  /** Returns the health of the servers as it is known now. */
  public StoreHealth health() {
    StoreHealth health = topology.health(clock.instant(), staleFor);
    return preparation.done() ? health : TopologyHealth.unprepared(health, preparation.problem());
  }

  private void answerStale(DatabaseCall<?> call) {
    if (call.answerStale()) {
      meters.stale();
    }
  }

  /**
   * Runs a read that a standby may answer, if the configuration allows that. The primary is asked
   * when the standby does not have the record, or does not answer within a second.
   *
   * @param operation name of the call, for errors and meters
   * @param deadline when the call ends at the latest
   * @param work the reads of the call, which may be repeated
   * @param stale the result from memory while no primary can be reached; empty for none
   * @param <T> type of the result
   * @return completes on a thread of this database, by the deadline
   */
  public <T> CompletionStage<Optional<T>> read(
      String operation, Deadline deadline, Work<Optional<T>> work, Supplier<Optional<T>> stale) {
    if (standbys == null || topology.standbys().isEmpty()) {
      return readPrimary(operation, deadline, work, stale);
    }
    DatabaseCall<Optional<T>> call = call(operation, deadline, work, stale);
    start(
        call,
        () -> {
          Optional<T> answer = askStandby(standbys, work);
          if (answer.isPresent()) {
            call.result.complete(answer);
          } else {
            attempts.run(call);
          }
        });
    return call.result;
  }

  private void observe(DatabaseCall<?> call) {
    calls.add(call);
    long start = System.nanoTime();
    call.result.whenComplete(
        (result, failure) -> {
          calls.remove(call);
          meters.called(call.operation, System.nanoTime() - start, failure);
        });
  }

  private void start(DatabaseCall<?> call, Runnable task) {
    observe(call);
    // The call is in the set by now: if the primary is lost from here on, the set is asked.
    if (topology.primary().isEmpty()) {
      answerStale(call);
    }
    if (call.result.isDone()) {
      return;
    }
    try {
      if (workers.execute(task)) {
        expireInTime(call);
      } else if (closed) {
        call.failClosed();
      } else {
        call.fail(
            ErrorCode.OVERLOADED,
            "was refused, as "
                + workers.maxWaiting()
                + " calls wait, the limit; call less often, or raise sql_db_pool_size",
            List.of());
      }
    } catch (Error e) {
      call.result.completeExceptionally(e);
      throw e;
    }
  }

  private static <T> Optional<T> askStandby(HikariDataSource standbys, Work<Optional<T>> work) {
    try {
      return Pools.lend(
          standbys,
          connection -> work.run(new Session(connection, Deadline.after(Pools.STANDBY_TIMEOUT))));
    } catch (SQLException | RuntimeException | Error e) {
      // The call ends with what the primary's attempt meets.
      LOG.debug("a standby did not answer, so the primary is asked", e);
      return Optional.empty();
    }
  }

  private void expireInTime(DatabaseCall<?> call) {
    var unused = timed.orElse(call.result, call.deadline, () -> attempts.expire(call));
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    topology.close();
    watches.forEach(ServerWatch::close);
    workers.close();
    calls.forEach(DatabaseCall::failClosed);
    pool.close();
    if (standbys != null) {
      standbys.close();
    }
    resilience.close();
    hostMeters.close();
  }
}

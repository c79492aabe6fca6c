package net.es.esmond.storage.internal.replication;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.async.SerialExecutor;
import net.es.esmond.storage.internal.async.Threads;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.PlanStep;
import net.es.esmond.storage.replication.ReplicationChange;
import net.es.esmond.storage.replication.ReplicationListener;
import net.es.esmond.storage.replication.ReplicationStatus;
import net.es.esmond.storage.spi.ClusterSnapshot;
import net.es.esmond.storage.spi.ControlRecord;
import net.es.esmond.storage.spi.ReplicationPort;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Observes the cluster periodically. It notifies listeners and meters, records changes that were
 * made outside the library, and wakes the driver when a step is due. In a storage that was opened
 * read only it records nothing and wakes nobody.
 */
final class ReplicationMonitor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicationMonitor.class);

  /**
   * Deadline of one observation. A change is noticed within 10 s even when one observation fails.
   */
  private static final Duration OBSERVATION = Duration.ofSeconds(3);

  /**
   * Number of failures in a row that are logged as a warning. A single observation may fail while a
   * node is failing.
   */
  private static final int WARN_AT = 3;

  /**
   * Number of poll intervals for which an observation is valid, from its beginning. Then this
   * instance no longer knows whether replicas are being added, and takes a repair for due.
   */
  private static final int VALID_INTERVALS = 4;

  /**
   * Number of poll intervals after which no instance relies on an older observation, one more than
   * needed.
   */
  private static final int HEARD_AFTER_INTERVALS = 5;

  /**
   * Number of attempts to update the control record when other instances change it at the same
   * time.
   */
  private static final int ATTEMPTS = 10;

  private static final Duration FIRST_OBSERVATION = Duration.ofSeconds(2);

  private final ReplicationPort port;
  private final StatusEvaluator statuses;
  private final ChangeDriver driver;
  private final String owner;
  private final Duration interval;
  private final Clock clock;
  private final Executor completions;
  private final boolean readOnly;
  private final List<Subscriber> listeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<Observation>> waiting = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Threads.named("esmond-replication-monitor"));
  private volatile @Nullable Observation last;

  /** The observation that listeners were notified of last. */
  private @Nullable Observation announced;

  private int failures;

  /**
   * One observation of the cluster.
   *
   * @param record the control record, with changes that were observed but may not be stored yet
   * @param kept whether the record is stored as it is here
   */
  record Observation(
      long begunNanos,
      ClusterSnapshot cluster,
      ControlRecord record,
      boolean kept,
      ReplicationStatus status) {
    Optional<ReplicationChange> change() {
      return record.change();
    }
  }

  /** A listener, with the executor that notifies it of changes in their order. */
  private record Subscriber(ReplicationListener listener, Executor executor) {}

  ReplicationMonitor(
      ReplicationPort port,
      StatusEvaluator statuses,
      ChangeDriver driver,
      String owner,
      Duration interval,
      Clock clock,
      Executor completions,
      boolean readOnly) {
    this.port = port;
    this.statuses = statuses;
    this.driver = driver;
    this.owner = owner;
    this.interval = interval;
    this.clock = clock;
    this.completions = completions;
    this.readOnly = readOnly;
  }

  /**
   * Returns the time after which every instance has heard of a record, as an instance that has not
   * observed the cluster since takes a repair for due.
   *
   * @param interval the poll interval of all instances
   */
  static Duration mustHaveHeard(Duration interval) {
    return interval.multipliedBy(HEARD_AFTER_INTERVALS);
  }

  void start() {
    thread.scheduleWithFixedDelay(this::monitor, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Returns whether reads may miss rows that only some replicas have; true while this is not known,
   * which is before the first observation and once the last one is no longer valid.
   */
  boolean repairDue() {
    Observation seen = last;
    return seen == null || isInvalid(seen) || Stage.repairDue(seen.record());
  }

  private boolean isInvalid(Observation observation) {
    return System.nanoTime() - observation.begunNanos()
        > interval.multipliedBy(VALID_INTERVALS).toNanos();
  }

  /** Returns whether every replica was up at the last observation. */
  boolean allReachable() {
    Observation seen = last;
    return seen == null || seen.status().at(ConsistencyLevel.ALL).servable();
  }

  void add(ReplicationListener listener) {
    listeners.add(new Subscriber(listener, new SerialExecutor(completions)));
  }

  void remove(ReplicationListener listener) {
    listeners.stream()
        .filter(subscriber -> subscriber.listener().equals(listener))
        .findFirst()
        .ifPresent(listeners::remove);
  }

  /**
   * Returns the next observation in which no change is under way, or the change waits for an
   * operator.
   */
  CompletableFuture<Observation> operatorsTurn() {
    CompletableFuture<Observation> turn = new CompletableFuture<>();
    long since = System.nanoTime();
    Consumer<Observation> check =
        observation -> {
          if (observation.begunNanos() - since >= 0
              && next(observation).map(next -> !drivable(observation, next)).orElse(true)) {
            turn.complete(observation);
          }
        };
    waiting.add(check);
    return turn.whenComplete((observation, error) -> waiting.remove(check));
  }

  /**
   * Observes the cluster before any read, so that reads know from the start whether a repair is
   * due. It gives up after {@link #FIRST_OBSERVATION}.
   */
  void firstObservation() {
    try {
      announced = Futures.await(observe(Deadline.after(FIRST_OBSERVATION)));
    } catch (EsmondException e) {
      LOG.debug("the cluster's replication could not be observed yet", e);
    }
  }

  /** Observes the cluster now. */
  CompletionStage<Observation> observe(Deadline deadline) {
    long begun = System.nanoTime();
    CompletionStage<Optional<ControlRecord>> record = port.load(deadline);
    return port.snapshot(deadline)
        .thenCombine(
            record,
            (cluster, known) -> {
              ControlRecord before =
                  known.orElseGet(() -> ControlRecordTransitions.first(cluster.replication()));
              ControlRecord now = notice(before, cluster, owner, clock);
              return observe(begun, cluster, now, before.version() > 0 && now.equals(before));
            });
  }

  private Observation observe(
      long begun, ClusterSnapshot cluster, ControlRecord record, boolean kept) {
    Observation observation =
        new Observation(begun, cluster, record, kept, statuses.of(cluster, record));
    synchronized (this) {
      if (last == null || observation.begunNanos() - last.begunNanos() >= 0) {
        last = observation;
      }
    }
    return observation;
  }

  /**
   * Observes the cluster now, and stores the control record for all instances if it has changed.
   */
  CompletionStage<Observation> keptObservation(Deadline deadline) {
    return observe(deadline)
        .thenCompose(
            observation ->
                observation.kept()
                    ? CompletableFuture.completedFuture(observation)
                    : keep(observation, deadline));
  }

  private CompletionStage<Observation> keep(Observation observation, Deadline deadline) {
    ClusterSnapshot cluster = observation.cluster();
    return update(
            port, cluster.replication(), record -> notice(record, cluster, owner, clock), deadline)
        .thenApply(record -> observe(observation.begunNanos(), cluster, record, true));
  }

  /** Starts the next periodic observation at once. */
  void observeSoon() {
    if (!thread.isShutdown()) {
      thread.execute(this::monitor);
    }
  }

  private void monitor() {
    try {
      Observation observation = Futures.await(observe(Deadline.after(OBSERVATION)));
      tell(observation.kept() || readOnly ? observation : kept(observation));
      failures = 0;
    } catch (Throwable e) {
      // An Error too, of a host's meters for example: the next observation may succeed.
      failures++;
      LOG.debug("the cluster's replication could not be observed", e);
      if (failures == WARN_AT && !thread.isShutdown()) {
        LOG.warn(
            "the cluster's replication could not be observed {} times: {}", failures, e.toString());
      }
    }
  }

  /**
   * Stores the control record of an observation. If that fails, the observation is used all the
   * same.
   */
  private Observation kept(Observation observation) {
    try {
      return Futures.await(keep(observation, Deadline.after(OBSERVATION)));
    } catch (EsmondException e) {
      LOG.debug("the control record could not be stored", e);
      return observation;
    }
  }

  /**
   * Returns the control record with the keyspace's actual replication; the same record when nothing
   * was altered.
   */
  static ControlRecord notice(
      ControlRecord record, ClusterSnapshot cluster, String owner, Clock clock) {
    return ControlRecordTransitions.noticed(
        record, cluster.replication(), cluster.localDatacenter(), owner, clock.instant());
  }

  /**
   * Updates the stored control record, and repeats that when another instance changed the record
   * meanwhile. An update that changes nothing writes nothing. Applying the update twice must be
   * harmless.
   *
   * @param actual the keyspace's replication, from which the very first record is made
   */
  static CompletionStage<ControlRecord> update(
      ReplicationPort port,
      KeyspaceReplication actual,
      UnaryOperator<ControlRecord> move,
      Deadline deadline) {
    return update(port, actual, move, deadline, ATTEMPTS);
  }

  private static CompletionStage<ControlRecord> update(
      ReplicationPort port,
      KeyspaceReplication actual,
      UnaryOperator<ControlRecord> move,
      Deadline deadline,
      int attempts) {
    if (attempts == 0) {
      return CompletableFuture.failedFuture(
          new StoreException(
              ErrorCode.STORE_UNAVAILABLE,
              StoreException.Store.CASSANDRA,
              "other instances changed the control record "
                  + ATTEMPTS
                  + " times meanwhile: repeat the call",
              List.of(),
              null));
    }
    return port.load(deadline)
        .thenCompose(
            found -> {
              ControlRecord record = found.orElseGet(() -> ControlRecordTransitions.first(actual));
              ControlRecord moved = move.apply(record);
              if (record.version() > 0 && moved.equals(record)) {
                return CompletableFuture.completedFuture(record);
              }
              ControlRecord next =
                  new ControlRecord(record.version() + 1, moved.settled(), moved.change());
              return port.replace(next, deadline)
                  .thenCompose(
                      replaced ->
                          replaced
                              ? CompletableFuture.completedFuture(next)
                              : update(port, actual, move, deadline, attempts - 1));
            });
  }

  private void tell(Observation observation) {
    Observation before = announced;
    announced = observation;
    port.observed(observation.status());
    if (before != null && differ(before.status(), observation.status())) {
      LOG.info(
          "replication of {}: {}, {}, {} steps due",
          observation.status().keyspace(),
          observation.status().states(),
          observation.status().actual(),
          observation.status().change().map(change -> change.due().size()).orElse(0));
      for (Subscriber each : listeners) {
        each.executor()
            .execute(() -> each.listener().changed(before.status(), observation.status()));
      }
    }
    waiting.forEach(check -> check.accept(observation));
    if (!readOnly && next(observation).map(next -> drivable(observation, next)).orElse(false)) {
      driver.wake();
    }
  }

  private static Optional<PlanStep> next(Observation observation) {
    return observation.status().change().flatMap(change -> change.due().stream().findFirst());
  }

  private boolean drivable(Observation observation, PlanStep next) {
    return observation
        .change()
        .map(change -> ChangeDriver.drivable(next, change, port.maintenance().isPresent()))
        .orElse(false);
  }

  private static boolean differ(ReplicationStatus before, ReplicationStatus after) {
    return !before.states().equals(after.states())
        || !before.actual().equals(after.actual())
        || !before.nodes().equals(after.nodes())
        || !before.change().equals(after.change())
        || before.toleratedLosses() != after.toleratedLosses();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

package net.es.esmond.storage.internal.replication;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.async.SerialExecutor;
import net.es.esmond.storage.internal.async.Threads;
import net.es.esmond.storage.internal.replication.ClusterObserver.Observation;
import net.es.esmond.storage.replication.ReplicationListener;
import net.es.esmond.storage.replication.ReplicationStatus;
import net.es.esmond.storage.spi.ReplicationPort;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the cluster observed periodically. The monitor notifies listeners and meters of each
 * observation, and wakes the driver when a step is due. In a storage that was opened read only it
 * has nothing recorded and wakes nobody.
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

  private static final Duration FIRST_OBSERVATION = Duration.ofSeconds(2);

  private final ReplicationPort port;
  private final ClusterObserver observer;
  private final ChangeDriver driver;
  private final Duration interval;
  private final Executor completions;
  private final boolean readOnly;
  private final List<Subscriber> listeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<Observation>> waiting = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Threads.named("esmond-replication-monitor"));

  /** The observation that listeners were notified of last. */
  private @Nullable Observation announced;

  private int failures;

  /** A listener, with the executor that notifies it of changes in their order. */
  private record Subscriber(ReplicationListener listener, Executor executor) {}

  ReplicationMonitor(
      ReplicationPort port,
      ClusterObserver observer,
      ChangeDriver driver,
      Duration interval,
      Executor completions,
      boolean readOnly) {
    this.port = port;
    this.observer = observer;
    this.driver = driver;
    this.interval = interval;
    this.completions = completions;
    this.readOnly = readOnly;
  }

  /**
   * Observes the cluster before any read, so that reads know from the start whether a repair is
   * due. It gives up after {@link #FIRST_OBSERVATION}.
   */
  void firstObservation() {
    try {
      announced = Futures.await(observer.observe(Deadline.after(FIRST_OBSERVATION)));
    } catch (EsmondException e) {
      LOG.debug("the cluster's replication could not be observed yet", e);
    }
  }

  void start() {
    thread.scheduleWithFixedDelay(this::monitor, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
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
          if (observation.begunNanos() - since >= 0 && !driverCanGoOn(observation)) {
            turn.complete(observation);
          }
        };
    waiting.add(check);
    return turn.whenComplete((observation, error) -> waiting.remove(check));
  }

  /** Starts the next periodic observation at once. */
  void observeSoon() {
    if (!thread.isShutdown()) {
      thread.execute(this::monitor);
    }
  }

  private void monitor() {
    try {
      Observation observation = Futures.await(observer.observe(Deadline.after(OBSERVATION)));
      announce(readOnly ? observation : kept(observation));
      failures = 0;
    } catch (Throwable e) {
      // An Error too, of a host's meters for example: the next observation may succeed.
      LOG.debug("the cluster's replication could not be observed", e);
      if (!isOutage(e) && ++failures == WARN_AT && !thread.isShutdown()) {
        LOG.warn(
            "the cluster's replication could not be observed {} times: {}", failures, e.toString());
      }
    }
  }

  /** Returns whether no node can serve, of which the health of the store tells. */
  private static boolean isOutage(Throwable e) {
    return e instanceof EsmondException outage && outage.code() == ErrorCode.STORE_UNAVAILABLE;
  }

  /**
   * Stores the control record of an observation. If that fails, the observation is used all the
   * same.
   */
  private Observation kept(Observation observation) {
    try {
      return Futures.await(observer.keep(observation, Deadline.after(OBSERVATION)));
    } catch (EsmondException e) {
      LOG.debug("the control record could not be stored", e);
      return observation;
    }
  }

  private void announce(Observation observation) {
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
    if (!readOnly && driverCanGoOn(observation)) {
      driver.wake();
    }
  }

  /** Returns whether a change is under way that needs no operator now. */
  private boolean driverCanGoOn(Observation observation) {
    return observation
        .status()
        .change()
        .map(change -> ChangeDriver.canGoOn(change, port.maintenance().isPresent()))
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

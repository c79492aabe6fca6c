package net.es.esmond.storage.internal.replication;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.internal.async.ProgressReport;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.async.Threads;
import net.es.esmond.storage.internal.async.TimedTasks;
import net.es.esmond.storage.internal.replication.ClusterObserver.Observation;
import net.es.esmond.storage.internal.replication.ring.Ring;
import net.es.esmond.storage.progress.LongWork;
import net.es.esmond.storage.progress.ProgressListener;
import net.es.esmond.storage.replication.PlanStep;
import net.es.esmond.storage.replication.Refusal;
import net.es.esmond.storage.replication.ReplicationChange;
import net.es.esmond.storage.replication.ReplicationListener;
import net.es.esmond.storage.replication.ReplicationOptions;
import net.es.esmond.storage.replication.ReplicationPlan;
import net.es.esmond.storage.replication.ReplicationRefusedException;
import net.es.esmond.storage.replication.ReplicationStatus;
import net.es.esmond.storage.replication.Verification;
import net.es.esmond.storage.spi.ClusterSnapshot;
import net.es.esmond.storage.spi.ControlRecord;
import net.es.esmond.storage.spi.Leases;
import net.es.esmond.storage.spi.ReplicationPort;

/** Implements the replication manager. Safe for use by many threads. */
public final class ReplicationService implements AutoCloseable {
  private static final Duration OBSERVE_AGAIN_AFTER = Duration.ofMillis(250);

  private final ReplicationPort port;
  private final TimedTasks timed;
  private final Clock clock;
  private final ReplicationPlanner plans;
  private final ChangeDriver driver;
  private final ControlRecordStore records;
  private final ClusterObserver observer;
  private final ReplicationMonitor monitor;
  private final String owner;

  /**
   * Creates the service for the keyspace of a configuration. It does nothing before {@link #start},
   * and never writes when it is read only. The listener hears of the progress of repairs.
   */
  public ReplicationService(
      ReplicationPort port,
      Leases leases,
      CassandraConf conf,
      ReplicationOptions options,
      String owner,
      StorageThreads threads,
      Clock clock,
      ProgressListener progress,
      boolean readOnly) {
    this.port = port;
    this.timed = threads.timed();
    this.clock = clock;
    this.plans = new ReplicationPlanner(conf.keyspace());
    this.owner = owner;
    this.records = new ControlRecordStore(port, owner, clock);
    this.observer =
        new ClusterObserver(port, new StatusEvaluator(conf), records, options.pollInterval());
    this.driver =
        new ChangeDriver(
            port,
            leases,
            conf.keyspace(),
            options,
            owner,
            records,
            () -> new ProgressReport(LongWork.REPAIR, progress, threads.completions()),
            Threads.named("esmond-replication-driver"));
    this.monitor =
        new ReplicationMonitor(
            port, observer, driver, options.pollInterval(), threads.completions(), readOnly);
  }

  /**
   * Starts the periodic observation.
   *
   * @param inBackground whether to return before the cluster was observed once
   */
  public void start(boolean inBackground) {
    if (!inBackground) {
      monitor.firstObservation();
    }
    monitor.start();
  }

  public boolean repairDue() {
    return observer.repairDue();
  }

  public CompletionStage<ReplicationStatus> status(Deadline deadline) {
    return observer.observe(deadline).thenApply(Observation::status);
  }

  public CompletionStage<ReplicationPlan> planReplicas(int replicas, Deadline deadline) {
    return plan((cluster, record) -> plans.replicas(replicas, cluster, record), deadline);
  }

  public CompletionStage<ReplicationPlan> planTopologyStrategy(Deadline deadline) {
    return plan(plans::topologyStrategy, deadline);
  }

  private CompletionStage<ReplicationPlan> plan(
      BiFunction<ClusterSnapshot, ControlRecord, ReplicationPlan> planned, Deadline deadline) {
    return agreedObservation(deadline)
        .thenApply(observation -> planned.apply(observation.cluster(), observation.record()));
  }

  /**
   * Observes the cluster, and repeats that while nodes disagree on the schema, as they do for a
   * moment after each change of it.
   */
  private CompletionStage<Observation> agreedObservation(Deadline deadline) {
    return observer
        .observe(deadline)
        .thenCompose(
            observation -> {
              boolean moment =
                  observation.cluster().unsettled().stream()
                      .anyMatch(r -> r.reason() == Refusal.Reason.SCHEMA_DISAGREEMENT);
              return moment && deadline.remaining().compareTo(deadline.budget().dividedBy(2)) > 0
                  ? timed.startAfter(OBSERVE_AGAIN_AFTER, () -> agreedObservation(deadline))
                  : completedFuture(observation);
            });
  }

  /** Starts the change of a plan, or continues it when it is under way. */
  public CompletionStage<ReplicationStatus> apply(ReplicationPlan plan, Deadline deadline) {
    return agreedObservation(deadline)
        .thenCompose(
            observation -> {
              List<Refusal> refusals = refusals(plan, observation);
              if (!refusals.isEmpty()) {
                return failedFuture(new ReplicationRefusedException(refusals));
              }
              if (plan.steps().isEmpty()) {
                return completedFuture(observation.status());
              }
              return begin(plan, observation.cluster(), deadline);
            });
  }

  private List<Refusal> refusals(ReplicationPlan plan, Observation observation) {
    boolean underWay =
        observation.change().map(change -> change.to().equals(plan.to())).orElse(false);
    if (!underWay && !observation.cluster().replication().equals(plan.from())) {
      return List.of(
          new Refusal(
              Refusal.Reason.PLAN_OUTDATED,
              "the plan is for "
                  + plan.from()
                  + ", but now it is "
                  + observation.cluster().replication()));
    }
    return plans.to(plan.to(), observation.cluster(), observation.record()).refusals();
  }

  private CompletionStage<ReplicationStatus> begin(
      ReplicationPlan plan, ClusterSnapshot cluster, Deadline deadline) {
    return records
        .update(
            cluster.replication(),
            known -> {
              ControlRecord record = records.noticed(known, cluster);
              if (record.change().isEmpty()) {
                return ControlRecordTransitions.started(
                    record, plan.to(), cluster.localDatacenter(), owner, clock.instant());
              }
              if (record.change().get().to().equals(plan.to())) {
                return record.moved(ReplicationChange::withApproved);
              }
              throw new ReplicationRefusedException(
                  List.of(
                      new Refusal(
                          Refusal.Reason.CHANGE_UNDER_WAY,
                          "another instance began the change to " + record.change().get().to())));
            },
            deadline)
        .thenCompose(record -> observer.observe(deadline))
        .thenApply(this::wakened);
  }

  /** Calls off the change that is under way now. A change that begins meanwhile goes on. */
  public CompletionStage<ReplicationStatus> cancel(Deadline deadline) {
    return observer
        .observe(deadline)
        .thenCompose(observation -> observer.keep(observation, deadline))
        .thenCompose(
            observation -> {
              Optional<UUID> change = observation.change().map(ReplicationChange::id);
              ClusterSnapshot cluster = observation.cluster();
              return records.update(
                  cluster.replication(),
                  record ->
                      record.change().map(ReplicationChange::id).equals(change)
                          ? ControlRecordTransitions.calledOff(
                              record, cluster.localDatacenter(), owner, clock.instant())
                          : record,
                  deadline);
            })
        .thenCompose(record -> observer.observe(deadline))
        .thenApply(this::wakened);
  }

  /**
   * Records that an operator has done the step that is due on a node. A change that goes on to
   * another stage, or is altered, meanwhile stays as it is.
   */
  public CompletionStage<ReplicationStatus> confirm(UUID hostId, Deadline deadline) {
    return observer
        .observe(deadline)
        .thenCompose(observation -> observer.keep(observation, deadline))
        .thenCompose(
            observation -> {
              PlanStep.Kind done = due(observation.status(), hostId);
              refuseIfDown(observation.status(), hostId);
              ReplicationChange seen = observation.change().orElseThrow();
              return records.update(
                  observation.cluster().replication(),
                  record ->
                      record.moved(
                          c ->
                              !isAsSeen(c, seen)
                                  ? c
                                  : done == PlanStep.Kind.REPAIR
                                      ? c.withRepaired(hostId)
                                      : c.withCleaned(hostId)),
                  deadline);
            })
        .thenCompose(record -> observer.observe(deadline))
        .thenApply(this::wakened);
  }

  /** Returns whether the steps that were due in a change are those that are due in it now. */
  private static boolean isAsSeen(ReplicationChange now, ReplicationChange seen) {
    return now.id().equals(seen.id())
        && now.stage().equals(seen.stage())
        && now.altered() == seen.altered();
  }

  /**
   * Returns the step of a node that may be confirmed now. Steps after an ALTER are not due before
   * it.
   */
  private static PlanStep.Kind due(ReplicationStatus status, UUID hostId) {
    return status.change().stream()
        .flatMap(change -> change.due().stream())
        .takeWhile(step -> step.kind() != PlanStep.Kind.ALTER)
        .filter(step -> step.node().map(node -> node.hostId().equals(hostId)).orElse(false))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "hostId", hostId, "must be that of a node on which a step is due now"))
        .kind();
  }

  private static void refuseIfDown(ReplicationStatus status, UUID hostId) {
    List<Refusal> refusals =
        status.down().stream()
            .filter(node -> node.hostId().equals(hostId))
            .map(
                node ->
                    new Refusal(
                        Refusal.Reason.NODE_DOWN,
                        "node "
                            + node.address()
                            + " (host id "
                            + hostId
                            + ") is down, so that nothing was done on it: start it, and repeat the"
                            + " step there"))
            .toList();
    if (!refusals.isEmpty()) {
      throw new ReplicationRefusedException(refusals);
    }
  }

  private ReplicationStatus wakened(Observation observation) {
    driver.wakeNow();
    monitor.observeSoon();
    return observation.status();
  }

  /**
   * Waits until no change is under way, or the change waits for an operator, or the deadline has
   * passed. Returns the status of that time.
   */
  public CompletionStage<ReplicationStatus> awaitChange(Deadline deadline, Duration lastLook) {
    CompletableFuture<Optional<ReplicationStatus>> turn =
        monitor.operatorsTurn().thenApply(observation -> Optional.of(observation.status()));
    return timed
        .orElse(turn, deadline, () -> turn.complete(Optional.empty()))
        .thenCompose(
            status ->
                status.isPresent()
                    ? completedFuture(status.get())
                    : status(Deadline.after(lastLook)));
  }

  /** Compares the replicas of some partitions. */
  public CompletionStage<Verification> verify(int partitions, Deadline deadline) {
    return port.snapshot(deadline)
        .thenCompose(
            cluster ->
                port.verify(
                    new Ring(cluster.nodes()).ranges(cluster.replication()), partitions, deadline));
  }

  public int repairPercent() {
    return driver.percent();
  }

  public void listen(ReplicationListener listener) {
    monitor.add(listener);
  }

  public void unlisten(ReplicationListener listener) {
    monitor.remove(listener);
  }

  @Override
  public void close() {
    monitor.close();
    driver.close();
  }
}

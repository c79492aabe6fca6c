package net.es.esmond.storage.internal.replication;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.async.ProgressReport;
import net.es.esmond.storage.internal.coordination.HeldLease;
import net.es.esmond.storage.internal.replication.ring.Ring;
import net.es.esmond.storage.internal.text.Listed;
import net.es.esmond.storage.replication.PlanStep;
import net.es.esmond.storage.replication.Refusal;
import net.es.esmond.storage.replication.ReplicaNode;
import net.es.esmond.storage.replication.ReplicationChange;
import net.es.esmond.storage.replication.ReplicationOptions;
import net.es.esmond.storage.replication.Verification;
import net.es.esmond.storage.spi.ClusterSnapshot;
import net.es.esmond.storage.spi.ControlRecord;
import net.es.esmond.storage.spi.Leases;
import net.es.esmond.storage.spi.NodeMaintenance;
import net.es.esmond.storage.spi.ReplicationPort;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Performs the steps of a replication change while this instance has the lease. Every step may be
 * repeated, so an instance that takes over needs nothing but the control record.
 */
final class ChangeDriver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeDriver.class);

  /**
   * Deadline of one request to read the cluster's state, or to read or change the control record.
   */
  private static final Duration CALL = Duration.ofSeconds(20);

  private static final Duration LEASE_CALL = Duration.ofSeconds(4);
  private static final Duration VERIFY = Duration.ofMinutes(10);
  private static final Duration PAUSE_AFTER_PROBLEM = Duration.ofSeconds(3);
  private static final Duration A_MOMENT = Duration.ofMillis(50);

  private final ReplicationPort port;
  private final Leases leases;
  private final String keyspace;
  private final ReplicationOptions options;
  private final String owner;
  private final ControlRecordStore records;
  private final Supplier<ProgressReport> repairs;
  private final ExecutorService thread;
  private final AtomicBoolean awake = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile long notBeforeNanos = System.nanoTime();
  private volatile int percent;

  /** The change of which every instance has heard; used by the driver's thread only. */
  private @Nullable UUID heard;

  /** Signals that a change cannot continue now. The control record gets the message. */
  private static final class Stuck extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stuck(String problem) {
      super(problem);
    }
  }

  ChangeDriver(
      ReplicationPort port,
      Leases leases,
      String keyspace,
      ReplicationOptions options,
      String owner,
      ControlRecordStore records,
      Supplier<ProgressReport> repairs,
      ThreadFactory factory) {
    this.port = port;
    this.leases = leases;
    this.keyspace = keyspace;
    this.options = options;
    this.owner = owner;
    this.records = records;
    this.repairs = repairs;
    this.thread = Executors.newSingleThreadExecutor(factory);
  }

  /**
   * Continues the change, unless this or another instance is doing so already, or a problem was met
   * within the last seconds.
   */
  void wake() {
    if (closed.getCount() > 0
        && notBeforeNanos - System.nanoTime() <= 0
        && awake.compareAndSet(false, true)) {
      try {
        thread.execute(this::drive);
      } catch (OutOfMemoryError e) {
        awake.set(false);
        LOG.warn("replication of {}: no thread can be had; it is tried again", keyspace, e);
      }
    }
  }

  /**
   * Continues the change as {@link #wake} does, even after a recent problem, which may be solved
   * now.
   */
  void wakeNow() {
    notBeforeNanos = System.nanoTime();
    wake();
  }

  /** Returns the progress of the repair that this instance runs, in percent. */
  int percent() {
    return percent;
  }

  /**
   * Returns whether a change can continue without an operator.
   *
   * @param change the change with its due steps
   * @param maintained whether this instance can run repairs
   */
  static boolean canGoOn(ReplicationChange change, boolean maintained) {
    return Stage.isCalledOffUnaltered(change)
        || (!change.due().isEmpty() && drivable(change.due().get(0), change, maintained));
  }

  private static boolean drivable(PlanStep next, ReplicationChange change, boolean maintained) {
    return switch (next.kind()) {
      case ALTER -> change.approved();
      case REPAIR, CLEANUP -> change.approved() && maintained;
      case VERIFY -> true;
    };
  }

  private void drive() {
    try (HeldLease lease =
        new HeldLease(leases, "replication", owner, options.lease(), LEASE_CALL)) {
      while (lease.held() && closed.getCount() > 0 && step(lease)) {
        LOG.debug("replication of {}: next step", keyspace);
      }
    } catch (Stuck | EsmondException e) {
      problem(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      LOG.warn("replication of {}: a step failed and is tried again", keyspace, e);
      problem(e.toString());
    } finally {
      awake.set(false);
    }
  }

  /** Does the next step. Returns false when there is none for this instance. */
  private boolean step(HeldLease lease) {
    ClusterSnapshot cluster = Futures.await(port.snapshot(Deadline.after(CALL)));
    Optional<ControlRecord> found = Futures.await(port.load(Deadline.after(CALL)));
    if (found.isEmpty() || found.get().change().isEmpty()) {
      return false;
    }
    ControlRecord record = found.get();
    ReplicationChange change = found.get().change().get();
    if (!records.noticed(record, cluster).equals(record)) {
      // Somebody altered the keyspace, which the monitor will record.
      return false;
    }
    if (Stage.isCalledOffUnaltered(change)) {
      return end(cluster, change);
    }
    Ring ring = new Ring(cluster.nodes());
    PlanStep next = Stage.remaining(keyspace, record, cluster, ring.nodes()).get(0);
    Optional<NodeMaintenance> maintenance = port.maintenance();
    if (!drivable(next, change, maintenance.isPresent())) {
      return false;
    }
    refuseUnsettled(cluster);
    if (next.kind() == PlanStep.Kind.ALTER && isFirst(record, cluster) && !isHeard(change)) {
      // Every instance reads at ALL before a replica appears that has nothing.
      return waited(ClusterObserver.mustHaveHeard(options.pollInterval()), lease, change);
    }
    LOG.info("replication of {}: {}", keyspace, next.description());
    switch (next.kind()) {
      case ALTER -> alter(lease, change);
      case REPAIR -> repair(lease, maintenance.orElseThrow(), next.node().orElseThrow(), change);
      case CLEANUP -> cleanUp(lease, maintenance.orElseThrow(), next.node().orElseThrow(), change);
      case VERIFY -> {
        return verifyAndSettle(lease, ring, change, cluster.localDatacenter());
      }
    }
    return true;
  }

  /**
   * Ends a change that was called off before its ALTER. The lease keeps that ALTER away from now
   * on, and the nodes agree that it has not happened. So nodes that are down need not be waited
   * for.
   */
  private boolean end(ClusterSnapshot cluster, ReplicationChange change) {
    refuse(
        cluster.unsettled().stream()
            .filter(refusal -> refusal.reason() == Refusal.Reason.SCHEMA_DISAGREEMENT)
            .toList());
    LOG.info("replication of {}: called off, {} stays", keyspace, change.to());
    replace(change, ControlRecordTransitions::ended);
    return true;
  }

  private static void refuseUnsettled(ClusterSnapshot cluster) {
    refuse(ReplicationPlanner.notNow(cluster));
  }

  private static void refuse(List<Refusal> refusals) {
    if (!refusals.isEmpty()) {
      throw new Stuck(Listed.of(refusals, "; "));
    }
  }

  /** Returns whether the ALTER that is due is the change's first one, and adds replicas. */
  private static boolean isFirst(ControlRecord record, ClusterSnapshot cluster) {
    return Stage.of(record).addsReplicas()
        && record.change().orElseThrow().from().equals(cluster.replication());
  }

  private boolean isHeard(ReplicationChange change) {
    return change.id().equals(heard);
  }

  /** Waits until every instance must have heard of a change; false when the lease was lost. */
  private boolean waited(Duration time, HeldLease lease, ReplicationChange change) {
    long end = System.nanoTime() + time.toNanos();
    while (lease.held() && closed.getCount() > 0) {
      if (System.nanoTime() - end >= 0) {
        heard = change.id();
        return true;
      }
      pause(A_MOMENT);
    }
    return false;
  }

  private void alter(HeldLease lease, ReplicationChange change) {
    Duration time = options.lease().dividedBy(2);
    if (lease.heldFor(time)) {
      // It ends before the lease: an ALTER after that of another owner would undo that one.
      Futures.await(port.alter(change.stage(), Deadline.after(time)));
      move(change, ReplicationChange::withAltered);
    }
  }

  private void repair(
      HeldLease lease, NodeMaintenance maintenance, ReplicaNode node, ReplicationChange change) {
    percent = 0;
    Deadline deadline = Deadline.after(options.stepTimeout());
    try (ProgressReport progress = repairs.get()) {
      progress.total(100);
      IntConsumer repaired =
          done -> {
            percent = done;
            progress.reached(done);
          };
      if (ended(maintenance.repair(node, repaired, deadline), lease, change)) {
        move(change, c -> c.withRepaired(node.hostId()));
      }
    }
  }

  private void cleanUp(
      HeldLease lease, NodeMaintenance maintenance, ReplicaNode node, ReplicationChange change) {
    Deadline deadline = Deadline.after(options.stepTimeout());
    if (ended(maintenance.cleanup(node, deadline), lease, change)) {
      move(change, c -> c.withCleaned(node.hostId()));
    }
  }

  private boolean verifyAndSettle(
      HeldLease lease, Ring ring, ReplicationChange change, String datacenter) {
    if (options.verifiedPartitions() > 0) {
      CompletionStage<Verification> verified =
          port.verify(
              ring.ranges(change.stage()), options.verifiedPartitions(), Deadline.after(VERIFY));
      if (!ended(verified, lease, change)) {
        return false;
      }
      Verification found = Futures.await(verified);
      LOG.info("replication of {}: {}", keyspace, found);
      if (!found.differences().isEmpty()) {
        String problem =
            "replicas differ after their repair: repair again, or apply a plan again. Of "
                + found.differences().size()
                + " differences found the first is "
                + found.differences().get(0);
        LOG.warn("replication of {}: {}", keyspace, problem);
        move(change, c -> c.withDifference(problem));
        return false;
      }
    }
    replace(change, record -> ControlRecordTransitions.settled(record, change, datacenter));
    return true;
  }

  /**
   * Waits for work that may take hours. Returns false when the lease is lost meanwhile, the change
   * is called off, or this object is closed.
   */
  private boolean ended(CompletionStage<?> work, HeldLease lease, ReplicationChange change) {
    CompletableFuture<?> end = work.toCompletableFuture();
    long checked = System.nanoTime();
    while (lease.held() && closed.getCount() > 0) {
      try {
        end.get(100, TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException e) {
        if (System.nanoTime() - checked >= options.pollInterval().toNanos()) {
          if (isReplaced(change)) {
            return false;
          }
          checked = System.nanoTime();
        }
      } catch (ExecutionException e) {
        Futures.await(end);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }

  /** Returns whether the control record has another change now, or none. */
  private boolean isReplaced(ReplicationChange change) {
    try {
      return Futures.await(port.load(Deadline.after(LEASE_CALL)))
          .filter(record -> isAt(record, change))
          .isEmpty();
    } catch (EsmondException e) {
      LOG.debug("replication of {}: the control record could not be read", keyspace, e);
      return false;
    }
  }

  private void move(ReplicationChange change, UnaryOperator<ReplicationChange> move) {
    replace(change, record -> record.moved(move));
  }

  /** Updates the control record, if it is still at the given stage of the change. */
  private void replace(ReplicationChange change, UnaryOperator<ControlRecord> move) {
    Futures.await(
        records.update(
            change.stage(),
            record -> isAt(record, change) ? move.apply(record) : record,
            Deadline.after(CALL)));
  }

  private static boolean isAt(ControlRecord record, ReplicationChange change) {
    return record
        .change()
        .map(c -> c.id().equals(change.id()) && c.stage().equals(change.stage()))
        .orElse(false);
  }

  /**
   * Writes a problem to the control record for all instances, and waits a moment before the next
   * attempt.
   */
  private void problem(String problem) {
    notBeforeNanos = System.nanoTime() + PAUSE_AFTER_PROBLEM.toNanos();
    try {
      Optional<ControlRecord> record = Futures.await(port.load(Deadline.after(CALL)));
      @Nullable ReplicationChange change = record.flatMap(ControlRecord::change).orElse(null);
      if (change != null && !change.problem().equals(Optional.of(problem))) {
        LOG.warn("replication of {} waits: {}", keyspace, problem);
        move(change, c -> c.withProblem(problem));
      }
    } catch (EsmondException e) {
      LOG.debug("replication of {}: its problem could not be recorded", keyspace, e);
    }
  }

  private void pause(Duration time) {
    try {
      var unused = closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.shutdown();
    try {
      // A step under way ends, or is left for another instance to find.
      if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      thread.shutdownNow();
    }
  }
}

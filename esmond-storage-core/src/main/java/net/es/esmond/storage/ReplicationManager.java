package net.es.esmond.storage;

import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.internal.async.CallGate;
import net.es.esmond.storage.internal.async.GatedCall;
import net.es.esmond.storage.internal.replication.ReplicationService;
import net.es.esmond.storage.replication.ReplicationListener;
import net.es.esmond.storage.replication.ReplicationPlan;
import net.es.esmond.storage.replication.ReplicationStatus;
import net.es.esmond.storage.replication.Verification;

/**
 * Reports and changes the replica count of the archive's keyspace, and reports how many nodes the
 * cluster can lose. Safe for use by many threads. Every call has one deadline: {@code
 * cassandra_request_timeout}, or the time that {@link #withTimeout} sets. Stages complete, and
 * listeners run, on the same threads as stages of the {@link Archive}.
 *
 * <pre>{@code
 * ReplicationPlan plan = storage.replication().plan(2);
 * System.out.println(plan.describe());      // steps and commands, or why it is refused
 * storage.replication().apply(plan);
 * }</pre>
 *
 * <p>The count changes by one replica at a time. Added replicas are empty at first. Until a full
 * repair of every node has filled them, {@link #repairDue} is true, and the archive reads at ALL.
 * By default an operator runs each repair on its node and then calls {@link #confirm}. With {@link
 * net.es.esmond.storage.replication.JmxAccess} the library runs the repairs. The progress is kept
 * in the keyspace {@code esmond_control}. After a crash any instance continues the change, and one
 * instance at a time drives it.
 */
public final class ReplicationManager {
  /** Deadline of the last observation of the cluster, once the time to await a change is over. */
  private static final Duration LAST_LOOK = Duration.ofSeconds(5);

  private final CallGate calls;
  private final ReplicationService replication;
  private final int wanted;
  private final Duration timeout;

  ReplicationManager(CallGate calls, ReplicationService replication, int wanted, Duration timeout) {
    this.calls = calls;
    this.replication = replication;
    this.wanted = wanted;
    this.timeout = timeout;
  }

  /**
   * Returns the same manager with another deadline for each call.
   *
   * @param timeout time a call may take in all, more than zero and at most 365 days
   * @return a view; cheap
   * @throws InvalidInputException when the timeout is out of range
   */
  public ReplicationManager withTimeout(Duration timeout) {
    return new ReplicationManager(calls, replication, wanted, Deadline.after(timeout).budget());
  }

  /**
   * Reads the state of the cluster and of the keyspace's replication.
   *
   * @return the status now
   * @throws net.es.esmond.storage.error.StoreException when Cassandra could not serve
   */
  public ReplicationStatus status() {
    return calls.call("ReplicationManager.status", timeout, replication::status).blocking();
  }

  /**
   * {@link #status} without blocking.
   *
   * @return completes with the status now
   */
  public CompletionStage<ReplicationStatus> statusAsync() {
    return calls.call("ReplicationManager.status", timeout, replication::status).async();
  }

  /**
   * Says whether replicas were added that repairs have yet to fill. The answer is as old as the
   * last observation of the cluster, a few seconds. The method does not block.
   *
   * @return true while a repair is due, and while it is not known whether one is
   */
  public boolean repairDue() {
    return replication.repairDue();
  }

  /**
   * Plans the change to {@code cassandra_replicas}.
   *
   * @return a plan, with the reasons when it would be refused
   * @throws net.es.esmond.storage.error.StoreException when Cassandra could not serve
   */
  public ReplicationPlan plan() {
    return plan(wanted);
  }

  /**
   * Plans another replica count for the local datacenter. The strategy and the counts of other
   * datacenters stay as they are.
   *
   * @param replicas replicas of each row, 1 or more
   * @return a plan, with the reasons when it would be refused
   * @throws InvalidInputException when replicas is less than 1
   * @throws net.es.esmond.storage.error.StoreException when Cassandra could not serve
   */
  public ReplicationPlan plan(int replicas) {
    return planning(replicas).blocking();
  }

  /**
   * {@link #plan(int)} without blocking.
   *
   * @param replicas replicas of each row, 1 or more
   * @return completes with a plan
   * @throws InvalidInputException when replicas is less than 1
   */
  public CompletionStage<ReplicationPlan> planAsync(int replicas) {
    return planning(replicas).async();
  }

  private GatedCall<ReplicationPlan> planning(int replicas) {
    if (replicas < 1) {
      throw new InvalidInputException("replicas", replicas, "must be 1 or more");
    }
    return calls.call(
        "ReplicationManager.plan",
        timeout,
        deadline -> replication.planReplicas(replicas, deadline));
  }

  /**
   * Plans the change from SimpleStrategy to NetworkTopologyStrategy with the same replica count. No
   * other method changes the strategy.
   *
   * @return a plan, with the reasons when it would be refused; empty when the keyspace has
   *     NetworkTopologyStrategy already
   * @throws net.es.esmond.storage.error.StoreException when Cassandra could not serve
   */
  public ReplicationPlan planTopologyStrategy() {
    return calls
        .call("ReplicationManager.planTopologyStrategy", timeout, replication::planTopologyStrategy)
        .blocking();
  }

  /**
   * {@link #planTopologyStrategy} without blocking.
   *
   * @return completes with a plan
   */
  public CompletionStage<ReplicationPlan> planTopologyStrategyAsync() {
    return calls
        .call("ReplicationManager.planTopologyStrategy", timeout, replication::planTopologyStrategy)
        .async();
  }

  /**
   * Starts the change that a plan describes, or continues it when it is under way already. The
   * cluster is checked again first. Steps that need no operator then run in the background; {@link
   * #awaitChange} waits for them.
   *
   * @param plan the plan
   * @return the status with the change begun
   * @throws net.es.esmond.storage.replication.ReplicationRefusedException when the change is
   *     refused; nothing was changed
   * @throws net.es.esmond.storage.error.StoreException when Cassandra could not serve; the change
   *     may have begun
   */
  public ReplicationStatus apply(ReplicationPlan plan) {
    return applying(plan).blocking();
  }

  /**
   * {@link #apply} without blocking.
   *
   * @param plan the plan
   * @return completes with the status with the change begun
   */
  public CompletionStage<ReplicationStatus> applyAsync(ReplicationPlan plan) {
    return applying(plan).async();
  }

  private GatedCall<ReplicationStatus> applying(ReplicationPlan plan) {
    Objects.requireNonNull(plan, "plan");
    return calls.write(
        "ReplicationManager.apply", timeout, deadline -> replication.apply(plan, deadline));
  }

  /**
   * Calls off the change that is under way. The keyspace goes back to its last whole state, which
   * is the replication that was last filled and compared: of a change from 1 to 3 replicas the
   * first one, or two once the second replica is compared. Without a change nothing is done.
   *
   * <p>A change that has not altered the keyspace yet just ends, even while nodes are down.
   * Otherwise a change back takes its place, with the steps of any change: full repairs before
   * replicas are dropped, so that no point is lost which only they have, and cleanups afterwards;
   * or full repairs of replicas that are added again. Meanwhile {@link #repairDue} stays true for
   * as long as a replica may lack points. Like any change it waits for nodes that are down; a node
   * that is gone for good is replaced or removed first, as advice says.
   *
   * <p>Calling this again while the keyspace goes back is harmless. Any instance may call it, and
   * any instance carries it out, also when the one that began the change is gone.
   *
   * @return the status, with the change back, or without a change
   * @throws net.es.esmond.storage.error.StoreException when Cassandra could not serve; the change
   *     may be called off
   */
  public ReplicationStatus cancel() {
    return cancelling().blocking();
  }

  /**
   * {@link #cancel} without blocking.
   *
   * @return completes with the status, with the change back, or without a change
   */
  public CompletionStage<ReplicationStatus> cancelAsync() {
    return cancelling().async();
  }

  private GatedCall<ReplicationStatus> cancelling() {
    return calls.write("ReplicationManager.cancel", timeout, replication::cancel);
  }

  /**
   * Records that an operator ran the repair, or cleanup, that is due on a node, and that it
   * succeeded. After the last node the change continues by itself.
   *
   * @param hostId the node's host id
   * @return the status with the step done
   * @throws InvalidInputException when no step is due on such a node
   * @throws net.es.esmond.storage.replication.ReplicationRefusedException when the node is down;
   *     nothing was recorded
   * @throws net.es.esmond.storage.error.StoreException when Cassandra could not serve
   */
  public ReplicationStatus confirm(UUID hostId) {
    return confirming(hostId).blocking();
  }

  /**
   * {@link #confirm} without blocking.
   *
   * @param hostId the node's host id
   * @return completes with the status with the step done
   */
  public CompletionStage<ReplicationStatus> confirmAsync(UUID hostId) {
    return confirming(hostId).async();
  }

  private GatedCall<ReplicationStatus> confirming(UUID hostId) {
    Objects.requireNonNull(hostId, "hostId");
    return calls.write(
        "ReplicationManager.confirm", timeout, deadline -> replication.confirm(hostId, deadline));
  }

  /**
   * Waits until no change is under way, or until the change needs an operator.
   *
   * @param atMost how long to wait, more than zero and at most 364 days; {@link #withTimeout} does
   *     not apply
   * @return the status at the end of the wait; after {@code atMost} the change may still be under
   *     way
   */
  public ReplicationStatus awaitChange(Duration atMost) {
    return awaitingChange(atMost).blocking();
  }

  /**
   * {@link #awaitChange} without blocking.
   *
   * @param atMost how long to wait, more than zero
   * @return completes with the status then
   */
  public CompletionStage<ReplicationStatus> awaitChangeAsync(Duration atMost) {
    return awaitingChange(atMost).async();
  }

  private GatedCall<ReplicationStatus> awaitingChange(Duration atMost) {
    Duration checked = Deadline.after(atMost).budget();
    return calls.call(
        "ReplicationManager.awaitChange",
        checked.plus(LAST_LOOK),
        deadline -> replication.awaitChange(Deadline.after(checked), LAST_LOOK));
  }

  /**
   * Compares the replicas of partitions that are sampled over the whole ring. Many partitions need
   * a longer deadline: see {@link #withTimeout}.
   *
   * @param partitions how many, 1 to 10,000
   * @return what was compared, how, and what differs
   * @throws InvalidInputException when partitions is out of range
   * @throws net.es.esmond.storage.error.StoreException when Cassandra could not serve, a replica
   *     that is down included
   */
  public Verification verify(int partitions) {
    return verifying(partitions).blocking();
  }

  /**
   * {@link #verify} without blocking.
   *
   * @param partitions how many, 1 to 10,000
   * @return completes with what was found
   */
  public CompletionStage<Verification> verifyAsync(int partitions) {
    return verifying(partitions).async();
  }

  private GatedCall<Verification> verifying(int partitions) {
    if (partitions < 1 || partitions > 10_000) {
      throw new InvalidInputException("partitions", partitions, "must be 1 to 10,000");
    }
    return calls.call(
        "ReplicationManager.verify", timeout, deadline -> replication.verify(partitions, deadline));
  }

  /**
   * Returns the progress of the node repair that this process started.
   *
   * @return percent; the last repair's when none is running
   */
  public int repairPercent() {
    return replication.repairPercent();
  }

  /**
   * Calls a listener after every change of the status, within 10 s, even if the change was made
   * elsewhere. A listener that blocks misses no change and delays no other listener.
   *
   * @param listener the listener
   * @return the registration; the listener is called until it is closed
   */
  public Registration listen(ReplicationListener listener) {
    Objects.requireNonNull(listener, "listener");
    replication.listen(listener);
    return () -> replication.unlisten(listener);
  }

  /** A listener's registration. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    /** Ends the registration; idempotent. */
    @Override
    void close();
  }
}

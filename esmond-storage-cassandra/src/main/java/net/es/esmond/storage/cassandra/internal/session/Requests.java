package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.TimedTasks;
import net.es.esmond.storage.internal.meters.StorageMeter;

/**
 * Sends idempotent requests within their deadlines. A request is repeated while no node can serve
 * it. Safe for use by many threads.
 */
public final class Requests implements AutoCloseable {
  private final Supervisor supervisor;
  private final SessionMeters meters;
  private final TimedTasks timed;

  /**
   * Bounds the number of requests that wait between two attempts, which the driver does not count.
   */
  private final Bulkhead waiting;

  private final Set<RequestAttempts> paused = ConcurrentHashMap.newKeySet();

  private final LongAdder pending = new LongAdder();

  /**
   * Creates the sender of requests.
   *
   * @param supervisor keeps the connection; closed with this object
   * @param meters the meters to report to
   * @param maxWaiting largest number of requests that wait for a node to come back; further
   *     requests fail at once
   * @param timed runs continuations, after answers and after pauses
   */
  public Requests(Supervisor supervisor, SessionMeters meters, int maxWaiting, TimedTasks timed) {
    this.supervisor = supervisor;
    this.meters = meters;
    this.waiting = bulkhead("waiting", maxWaiting);
    this.timed = timed;
    meters
        .host()
        .gauge(StorageMeter.IN_FLIGHT, this, r -> Math.max(0, r.pending.sum() - r.queued()));
    meters.host().gauge(StorageMeter.QUEUE, this, Requests::queued);
  }

  /**
   * Creates a bulkhead that refuses calls at once when it is full, and is removed when this object
   * is closed.
   *
   * @param name the bulkhead's name within this storage
   * @param maxCalls largest number of calls at a time
   * @return an entry of the host's registry, or of ours
   */
  public Bulkhead bulkhead(String name, int maxCalls) {
    return meters
        .entries()
        .bulkhead(
            name,
            BulkheadConfig.custom()
                .maxConcurrentCalls(maxCalls)
                .maxWaitDuration(Duration.ZERO)
                .build());
  }

  /**
   * Sends one request.
   *
   * @param request creates the idempotent statement for a connection
   * @param deadline deadline of all attempts
   * @return the first page of the result, or an error of this library
   */
  public CompletionStage<AsyncResultSet> send(
      Function<Connection, Statement<?>> request, Deadline deadline) {
    return send(request, deadline, timed.executor());
  }

  /**
   * {@link #send(Function, Deadline)} with another executor.
   *
   * @param continuations runs what is chained to the result
   */
  public CompletionStage<AsyncResultSet> send(
      Function<Connection, Statement<?>> request, Deadline deadline, Executor continuations) {
    return send(request, deadline, false, continuations);
  }

  /**
   * Sends a request for which a cheaper one can stand in. It fails as soon as no node serves it,
   * and after the time in which an attempt counts as failed.
   *
   * @param request makes the statement, idempotent, for the connection that will carry it
   * @param deadline by when; half of the time is left for the other request
   * @return the first page of its result, or an error of this library
   */
  public CompletionStage<AsyncResultSet> sendOnce(
      Function<Connection, Statement<?>> request, Deadline deadline) {
    Connection connection = supervisor.current();
    Duration attempt =
        connection == null
            ? Duration.ofMillis(1)
            : Duration.ofMillis(Context.health(connection.session()).attemptTimeoutMillis());
    Deadline half = deadline.half();
    return send(
        request,
        attempt.compareTo(half.budget()) < 0 ? Deadline.after(attempt) : half,
        true,
        timed.executor());
  }

  private CompletionStage<AsyncResultSet> send(
      Function<Connection, Statement<?>> request,
      Deadline deadline,
      boolean once,
      Executor continuations) {
    CompletableFuture<AsyncResultSet> answer = new CompletableFuture<>();
    pending.increment();
    new RequestAttempts(this, request, deadline, once, continuations, answer).attempt();
    return answer;
  }

  /**
   * Says whether nodes seem able to answer: none of them is down or silent. Nodes of other
   * datacenters are not counted: requests to replicas stay in the local one.
   *
   * @param nodes the nodes
   * @return false when one of them is known to be unable, and without a connection
   */
  public boolean responsive(Collection<Node> nodes) {
    Connection connection = supervisor.current();
    if (connection == null) {
      return false;
    }
    ClusterHealth health = Context.health(connection.session());
    for (Node node : nodes) {
      if (node.getDistance() == NodeDistance.LOCAL
          && (node.getState() == NodeState.DOWN || health.silent(node))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the driver's token map.
   *
   * @return the map; empty when it is not known, and the same object until something changes
   */
  public Optional<TokenMap> ring() {
    Connection connection = supervisor.current();
    return connection == null ? Optional.empty() : connection.ring();
  }

  /**
   * Returns the driver's view of the cluster.
   *
   * @return a view that is never updated; a later call returns a newer one
   * @throws StoreException when there is no connection
   */
  public Metadata metadata() {
    return knownMetadata()
        .orElseThrow(
            () ->
                new StoreException(
                    ErrorCode.STORE_UNAVAILABLE,
                    StoreException.Store.CASSANDRA,
                    reasoned(
                        "there is no connection to Cassandra: check the nodes, then repeat the call"),
                    List.of(),
                    supervisor.lastError()));
  }

  private String reasoned(String message) {
    EsmondException reason = supervisor.lastError();
    return reason == null ? message : message + ": " + reason.getMessage();
  }

  /**
   * Returns what the driver knows of the cluster.
   *
   * @return a view that is not updated, and another object once something changed; empty without a
   *     connection
   */
  public Optional<Metadata> knownMetadata() {
    Connection connection = supervisor.current();
    return connection == null ? Optional.empty() : Optional.of(connection.session().getMetadata());
  }

  /**
   * Returns the datacenters that serve.
   *
   * @return empty without a connection
   */
  public Optional<Datacenters> datacenters() {
    Connection connection = supervisor.current();
    return connection == null
        ? Optional.empty()
        : Optional.of(Context.datacenters(connection.session()));
  }

  /**
   * Returns whether the cluster can be reached.
   *
   * @return the present state
   */
  public StoreState state() {
    return supervisor.state();
  }

  /**
   * Returns for how long the cluster has been in its present state.
   *
   * @return a time by {@link System#nanoTime()}
   */
  public Duration stateLasted() {
    return supervisor.lasted();
  }

  /**
   * Returns why the last attempt to open a session failed.
   *
   * @return empty once a session was opened, or has recovered
   */
  public Optional<EsmondException> lastError() {
    return Optional.ofNullable(supervisor.lastError());
  }

  /**
   * Returns the state of every node of the cluster, without waiting.
   *
   * @return none without a connection
   */
  public List<NodeStatus> nodes() {
    return supervisor.nodes();
  }

  /**
   * Returns the scheduler of continuations.
   *
   * @return the storage's scheduler
   */
  public TimedTasks timed() {
    return timed;
  }

  Supervisor supervisor() {
    return supervisor;
  }

  /** Returns the meters that these requests report to. */
  public SessionMeters meters() {
    return meters;
  }

  /** Adds a request to those that wait. Returns false when too many wait. */
  boolean startWaiting(RequestAttempts call) {
    return SessionResilience.enter(waiting) && paused.add(call);
  }

  /** Removes a request from those that wait. Returns false when it was removed before. */
  boolean stopWaiting(RequestAttempts call) {
    if (!paused.remove(call)) {
      return false;
    }
    SessionResilience.leave(waiting);
    return true;
  }

  void ended() {
    pending.decrement();
  }

  private int queued() {
    Connection connection = supervisor.current();
    return paused.size() + (connection == null ? 0 : Context.queued(connection.session()));
  }

  @Override
  public void close() {
    supervisor.startClosing();
    // The requests find that the supervisor is closed, and end.
    paused.forEach(RequestAttempts::resume);
    supervisor.shutDown();
    meters.close();
  }
}

package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.TimedTasks;

/**
 * Sends idempotent requests, each within its deadline: over the connection that there is, and again
 * while no node can serve it. Safe for use by many threads.
 */
public final class Requests implements AutoCloseable {
  private final Supervisor supervisor;
  private final SessionMeters meters;
  private final TimedTasks timed;

  /** Bounds the requests between two attempts, which the driver does not count. */
  private final Bulkhead waiting;

  private final Set<RequestAttempts> paused = ConcurrentHashMap.newKeySet();

  private final LongAdder pending = new LongAdder();

  /**
   * Sends over the supervisor's connection.
   *
   * @param supervisor closed with this object
   * @param meters what to report to
   * @param maxWaiting requests that may wait for a node to come back; further ones fail at once
   * @param timed goes on with what a node has answered, and after pauses
   */
  public Requests(Supervisor supervisor, SessionMeters meters, int maxWaiting, TimedTasks timed) {
    this.supervisor = supervisor;
    this.meters = meters;
    this.waiting = bulkhead("waiting", maxWaiting);
    this.timed = timed;
    meters.gauge("in.flight", this, r -> Math.max(0, r.pending.sum() - r.queued()));
    meters.gauge("queue", this, Requests::queued);
  }

  /**
   * Makes a bulkhead that lives as long as these requests and refuses at once when it is full.
   *
   * @param name its name among those of this storage
   * @param maxCalls calls that it admits at a time
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
   * @param request makes the statement, idempotent, for the connection that will carry it
   * @param deadline by when
   * @return the first page of its result, or an error of this library
   */
  public CompletionStage<AsyncResultSet> send(
      Function<Connection, Statement<?>> request, Deadline deadline) {
    CompletableFuture<AsyncResultSet> answer = new CompletableFuture<>();
    pending.increment();
    new RequestAttempts(this, request, deadline, answer).attempt();
    return answer;
  }

  /**
   * Says which node holds what.
   *
   * @return as far as it is known now; the same object until something changes
   */
  public Optional<TokenMap> ring() {
    Connection connection = supervisor.current();
    return connection == null ? Optional.empty() : connection.ring();
  }

  /**
   * Returns what the driver knows of the cluster.
   *
   * @return a view that is not updated; ask again
   * @throws StoreException when there is no connection
   */
  public Metadata metadata() {
    Connection connection = supervisor.current();
    if (connection == null) {
      throw new StoreException(
          ErrorCode.STORE_UNAVAILABLE,
          StoreException.Store.CASSANDRA,
          "there is no connection to Cassandra",
          List.of(),
          supervisor.lastError());
    }
    return connection.session().getMetadata();
  }

  /**
   * Says how the cluster can be reached.
   *
   * @return the state now
   */
  public StoreState state() {
    return supervisor.state();
  }

  /**
   * Returns what goes on with answers, and after pauses.
   *
   * @return the storage's
   */
  public TimedTasks timed() {
    return timed;
  }

  Supervisor supervisor() {
    return supervisor;
  }

  /** Returns the meters of the archive that the requests belong to. */
  public SessionMeters meters() {
    return meters;
  }

  /** Takes a place among those that wait; false when there is none. */
  boolean startWaiting(RequestAttempts call) {
    return waiting.tryAcquirePermission() && paused.add(call);
  }

  /** Leaves that place; false when the call has been woken before. */
  boolean stopWaiting(RequestAttempts call) {
    if (!paused.remove(call)) {
      return false;
    }
    waiting.onComplete();
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
    // They find it closed.
    paused.forEach(RequestAttempts::resume);
    supervisor.shutDown();
    meters.entries().close();
  }
}

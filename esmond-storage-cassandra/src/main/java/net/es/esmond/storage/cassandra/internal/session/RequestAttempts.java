package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.ExecutionInfo;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * One request with its attempts. In each attempt the driver goes from node to node. When all nodes
 * have failed, the request is attempted again after a pause, until its deadline, since a node may
 * be back by then. A request that is sent once fails then.
 */
final class RequestAttempts {
  /** Number of failed attempts that the error of a deadline lists. */
  private static final int REMEMBERED_ATTEMPTS = 12;

  private final Requests requests;
  private final Function<Connection, Statement<?>> request;
  private final Deadline deadline;
  private final boolean once;
  private final Executor continuations;
  private final CompletableFuture<AsyncResultSet> answer;
  private @Nullable List<Attempt> attempts;
  private RetryPauses.@Nullable Series attemptsSoFar;

  RequestAttempts(
      Requests requests,
      Function<Connection, Statement<?>> request,
      Deadline deadline,
      boolean once,
      Executor continuations,
      CompletableFuture<AsyncResultSet> answer) {
    this.requests = requests;
    this.request = request;
    this.deadline = deadline;
    this.once = once;
    this.continuations = continuations;
    this.answer = answer;
  }

  void attempt() {
    Connection connection = requests.supervisor().current();
    if (closed()) {
      fail(error(ErrorCode.CLOSED, "the archive's storage was closed", null));
      return;
    }
    if (connection == null || requests.state() == StoreState.DOWN) {
      // The thread that connects may have been refused by the process when it was due.
      requests.supervisor().connectInBackground();
    }
    if (connection == null) {
      notConnected();
      return;
    }
    Duration remaining = deadline.remaining();
    if (remaining.isZero()) {
      fail(
          error(
              ErrorCode.DEADLINE_EXCEEDED,
              "the call's deadline of " + deadline.budget() + " has passed",
              null));
      return;
    }
    if (requests.state() == StoreState.DOWN) {
      // Many calls may wait: asking the driver to fail each of them would keep the timer's thread.
      again(this::allDown);
      return;
    }
    if (attemptsSoFar != null) {
      requests.meters().retried();
    }
    try {
      CompletableFuture<AsyncResultSet> sent =
          connection
              .session()
              .executeAsync(connection.servable(request.apply(connection)).setTimeout(remaining))
              .toCompletableFuture();
      // The library never continues on the driver's threads.
      Executor executor = sent.isDone() ? Runnable::run : continuations;
      sent.whenComplete(
          (result, error) -> executor.execute(() -> answered(connection, result, error)));
    } catch (RuntimeException | Error e) {
      failed(connection, e);
    }
  }

  /**
   * Continues after the driver's answer. The call ends whatever is thrown here, for example by a
   * host's meters.
   */
  private void answered(
      Connection connection, @Nullable AsyncResultSet result, @Nullable Throwable error) {
    try {
      if (result != null) {
        succeed(result);
      } else {
        failed(connection, Failures.unwrap(Objects.requireNonNull(error)));
      }
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
    }
  }

  private boolean closed() {
    return requests.state() == StoreState.CLOSED;
  }

  private void succeed(AsyncResultSet result) {
    ExecutionInfo info = result.getExecutionInfo();
    if (info.getSuccessfulExecutionIndex() > 0 || !info.getErrors().isEmpty()) {
      requests.meters().failedOver();
    }
    if (attemptsSoFar != null) {
      attemptsSoFar.succeeded();
    }
    requests.ended();
    answer.complete(result);
  }

  private void failed(Connection connection, Throwable error) {
    if (connection != requests.supervisor().current() || closed()) {
      // The session was replaced or closed meanwhile.
      attempt();
      return;
    }
    EsmondException failure = Failures.of(error, Context.health(connection.session())::describe);
    if (failure.code() == ErrorCode.STORE_UNAVAILABLE
        || failure.code() == ErrorCode.DEADLINE_EXCEEDED) {
      remember(failure);
      failure = error(failure.code(), Failures.message(failure.code()), failure.getCause());
    }
    EsmondException last = failure;
    if (failure.code() == ErrorCode.STORE_UNAVAILABLE) {
      again(() -> last);
    } else {
      fail(failure);
    }
  }

  private void notConnected() {
    EsmondException reason = requests.supervisor().lastError();
    if (reason != null && !reason.retryable()) {
      fail(reason);
    } else if (reason != null) {
      again(() -> reason);
    } else {
      again(
          () ->
              error(
                  ErrorCode.STORE_UNAVAILABLE,
                  "there is no connection to Cassandra yet: check the nodes, then repeat the call",
                  null));
    }
  }

  private EsmondException allDown() {
    if (attempts == null) {
      attempts = new ArrayList<>(requests.supervisor().nodeStates());
    }
    ErrorCode code = ErrorCode.STORE_UNAVAILABLE;
    return error(code, Failures.message(code), requests.supervisor().lastError());
  }

  private void again(Supplier<EsmondException> failure) {
    if (once) {
      fail(failure.get());
      return;
    }
    if (attemptsSoFar == null) {
      attemptsSoFar = requests.meters().pauses().begin();
    }
    Duration pause = attemptsSoFar.failed(deadline, failure);
    if (pause == null || !requests.startWaiting(this)) {
      fail(failure.get());
      return;
    }
    var unused = requests.timed().after(pause, this::resume);
    if (closed()) {
      resume();
    }
  }

  /** Ends the pause, unless it has ended before. The call ends whatever is thrown here. */
  void resume() {
    try {
      if (requests.stopWaiting(this)) {
        attempt();
      }
    } catch (RuntimeException | Error e) {
      requests.ended();
      answer.completeExceptionally(e);
    }
  }

  private void fail(EsmondException error) {
    requests.ended();
    answer.completeExceptionally(error);
  }

  private void remember(EsmondException failure) {
    if (attempts == null) {
      attempts = new ArrayList<>();
    }
    if (failure instanceof StoreException store) {
      attempts.addAll(store.attempts());
    }
    if (attempts.size() > REMEMBERED_ATTEMPTS) {
      attempts.subList(0, attempts.size() - REMEMBERED_ATTEMPTS).clear();
    }
  }

  private StoreException error(ErrorCode code, String message, @Nullable Throwable cause) {
    return new StoreException(
        code,
        StoreException.Store.CASSANDRA,
        message,
        attempts == null ? List.of() : attempts,
        cause);
  }
}

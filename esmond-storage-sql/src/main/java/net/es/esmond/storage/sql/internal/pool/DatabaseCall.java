package net.es.esmond.storage.sql.internal.pool;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import org.jspecify.annotations.Nullable;

/** A call is some work with its deadline, its result and the attempts so far. */
final class DatabaseCall<T> {
  private static final int MAX_ATTEMPTS_KEPT = 20;

  final String operation;
  final Deadline deadline;
  final Work<T> work;
  final CompletableFuture<T> result = new CompletableFuture<>();
  private final Supplier<Optional<T>> stale;
  private final List<Attempt> attempts = new ArrayList<>();
  private @Nullable Throwable lastFailure;
  private boolean mayLackStandby;

  DatabaseCall(String operation, Deadline deadline, Work<T> work) {
    this(operation, deadline, work, Optional::empty);
  }

  /** Creates a call that a result from memory may answer while no primary can be reached. */
  DatabaseCall(String operation, Deadline deadline, Work<T> work, Supplier<Optional<T>> stale) {
    this.operation = operation;
    this.deadline = deadline;
    this.work = work;
    this.stale = stale;
  }

  /** Answers the call from memory if memory has a result; says whether this call did so. */
  boolean answerStale() {
    return !result.isDone() && stale.get().filter(result::complete).isPresent();
  }

  synchronized void failed(Attempt attempt, SQLException failure) {
    mayLackStandby |= SqlStates.COMPLETION_UNKNOWN.equals(failure.getSQLState());
    if (attempts.size() < MAX_ATTEMPTS_KEPT) {
      attempts.add(attempt);
    }
    if (lastFailure != null && lastFailure != failure) {
      failure.addSuppressed(lastFailure);
    }
    lastFailure = failure;
  }

  /**
   * Fails the call.
   *
   * @param message what happened, as it follows the name of the call, and then what to do
   */
  void fail(ErrorCode code, String message, List<Attempt> servers) {
    result.completeExceptionally(exception(code, message, servers));
  }

  void failClosed() {
    fail(
        ErrorCode.CLOSED,
        "was ended, as the storage was closed; repeat it in another instance, or open a new storage",
        List.of());
  }

  /** Fails the call, as its deadline has passed. */
  void expire(List<Attempt> servers, boolean primaryKnown) {
    if (primaryKnown && attempts().isEmpty()) {
      fail(
          ErrorCode.DEADLINE_EXCEEDED,
          "did not end within "
              + deadline.budget()
              + "; give the call more time, or repeat it later",
          List.of());
    } else {
      fail(
          ErrorCode.STORE_UNAVAILABLE,
          "was served by no PostgreSQL server within "
              + deadline.budget()
              + "; see what each answered",
          servers);
    }
  }

  /** Says whether an attempt may have committed what no synchronous standby has. */
  synchronized boolean mayLackStandby() {
    return mayLackStandby;
  }

  /** Says whether an attempt failed before the latest one. */
  boolean wasRepeated() {
    return attempts().size() > 1;
  }

  private synchronized List<Attempt> attempts() {
    return List.copyOf(attempts);
  }

  private synchronized StoreException exception(
      ErrorCode code, String message, List<Attempt> servers) {
    List<Attempt> all = new ArrayList<>(attempts);
    servers.stream().filter(server -> !all.contains(server)).forEach(all::add);
    return new StoreException(
        code, StoreException.Store.POSTGRESQL, operation + " " + message, all, lastFailure);
  }
}

package net.es.esmond.storage.sql.internal.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import org.jspecify.annotations.Nullable;

/** One call on its way: what is asked, by when, and what became of the attempts so far. */
final class Call<T> {
  private static final int MAX_ATTEMPTS_KEPT = 20;

  final String operation;
  final Deadline deadline;
  final Work<T> work;
  final CompletableFuture<T> result = new CompletableFuture<>();
  private final List<Attempt> attempts = new ArrayList<>();
  private @Nullable Throwable lastFailure;

  Call(String operation, Deadline deadline, Work<T> work) {
    this.operation = operation;
    this.deadline = deadline;
    this.work = work;
  }

  synchronized void failed(Attempt attempt, Throwable failure) {
    if (attempts.size() < MAX_ATTEMPTS_KEPT) {
      attempts.add(attempt);
    }
    if (lastFailure != null && lastFailure != failure) {
      failure.addSuppressed(lastFailure);
    }
    lastFailure = failure;
  }

  void fail(ErrorCode code, String rule, List<Attempt> servers) {
    result.completeExceptionally(exception(code, rule, servers));
  }

  void failClosed() {
    fail(ErrorCode.CLOSED, "must be called on an open storage", List.of());
  }

  /** The deadline has passed: with no server to serve it, or with one that did not get to it. */
  void expire(List<Attempt> servers, boolean primaryKnown) {
    if (primaryKnown && attempts().isEmpty()) {
      fail(
          ErrorCode.DEADLINE_EXCEEDED,
          "must end within " + deadline.budget() + ", but did not",
          List.of());
    } else {
      fail(
          ErrorCode.STORE_UNAVAILABLE,
          "must be served within " + deadline.budget() + ", but no server could",
          servers);
    }
  }

  private synchronized List<Attempt> attempts() {
    return List.copyOf(attempts);
  }

  private synchronized StoreException exception(
      ErrorCode code, String rule, List<Attempt> servers) {
    List<Attempt> all = new ArrayList<>(attempts);
    servers.stream().filter(server -> !all.contains(server)).forEach(all::add);
    return new StoreException(
        code, StoreException.Store.POSTGRESQL, operation + " " + rule, all, lastFailure);
  }
}

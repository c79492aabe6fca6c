package net.es.esmond.storage.sql.internal.lastupdated;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.StoreException;
import org.jspecify.annotations.Nullable;

/** What one caller awaits: one object, and its own, as there may be 100,000 a second. */
final class Acknowledgement extends CompletableFuture<Void> {
  final EventTypeRows rows;
  private final Deadline deadline;

  Acknowledgement(EventTypeRows rows, Deadline deadline) {
    this.rows = rows;
    this.deadline = deadline;
  }

  /** It is written, or what is wrong with it is known. */
  void answer(@Nullable EsmondException error) {
    if (error == null) {
      complete(null);
    } else {
      completeExceptionally(error);
    }
  }

  /** Fails it when its time has come; says whether nobody waits any more. */
  boolean isOver() {
    if (!isDone() && deadline.expired()) {
      completeExceptionally(
          new StoreException(
              ErrorCode.DEADLINE_EXCEEDED,
              StoreException.Store.POSTGRESQL,
              "touch must be written within " + deadline.budget() + ", but was not; it stays",
              List.of(),
              null));
    }
    return isDone();
  }
}

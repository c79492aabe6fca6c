package net.es.esmond.storage.sql.internal.lastupdated;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * An acknowledgement is the stage that one caller of a touch awaits. It is the only object made for
 * the caller, as there may be 100,000 callers a second.
 */
final class Acknowledgement extends CompletableFuture<Void> {
  final EventTypeRows rows;
  private final Deadline deadline;

  Acknowledgement(EventTypeRows rows, Deadline deadline) {
    this.rows = rows;
    this.deadline = deadline;
  }

  /** Completes the stage: normally when the touch is written, else with the error. */
  void answer(@Nullable EsmondException error) {
    if (error == null) {
      complete(null);
    } else {
      completeExceptionally(error);
    }
  }

  /** Fails the stage once its deadline has passed; says whether the stage is complete. */
  boolean isOver() {
    if (!isDone() && deadline.expired()) {
      completeExceptionally(
          new StoreException(
              ErrorCode.DEADLINE_EXCEEDED,
              StoreException.Store.POSTGRESQL,
              "a touch was not written within "
                  + deadline.budget()
                  + "; it is kept and will be written, so do not repeat it",
              List.of(),
              null));
    }
    return isDone();
  }
}

package net.es.esmond.storage.replication.internal;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.spi.ControlRecord;
import net.es.esmond.storage.spi.ReplicationPort;
import org.jspecify.annotations.Nullable;

/** What instances agreed on, and how one of them changes it against the others. */
final class Agreement {
  private static final int ATTEMPTS = 10;

  private final ReplicationPort port;

  Agreement(ReplicationPort port) {
    this.port = port;
  }

  CompletionStage<Optional<ControlRecord>> load(Deadline deadline) {
    return port.load(deadline);
  }

  /**
   * Makes a move on the record as it is, again when another instance was faster. A move that
   * returns the record itself changes nothing; it must be such that making it twice is harmless.
   *
   * @param actual the keyspace's replication, which the first record ever takes for settled
   */
  CompletionStage<ControlRecord> update(
      KeyspaceReplication actual, UnaryOperator<ControlRecord> move, Deadline deadline) {
    return update(actual, move, deadline, ATTEMPTS);
  }

  /** Makes a move on a record that exists. */
  CompletionStage<ControlRecord> update(UnaryOperator<ControlRecord> move, Deadline deadline) {
    return update(null, move, deadline, ATTEMPTS);
  }

  private CompletionStage<ControlRecord> update(
      @Nullable KeyspaceReplication actual,
      UnaryOperator<ControlRecord> move,
      Deadline deadline,
      int attempts) {
    if (attempts == 0) {
      return failedFuture(
          new StoreException(
              ErrorCode.STORE_UNAVAILABLE,
              StoreException.Store.CASSANDRA,
              "other instances changed the replication's state " + ATTEMPTS + " times meanwhile",
              List.of(),
              null));
    }
    return port.load(deadline)
        .thenCompose(
            found -> {
              ControlRecord record =
                  found.orElseGet(
                      () -> Records.first(Objects.requireNonNull(actual, "no record is kept")));
              ControlRecord moved = move.apply(record);
              ControlRecord next =
                  found.isPresent() ? moved : new ControlRecord(1, moved.settled(), moved.change());
              if (found.isPresent() && moved == record) {
                return completedFuture(record);
              }
              return port.replace(next, deadline)
                  .thenCompose(
                      replaced ->
                          replaced
                              ? completedFuture(next)
                              : update(actual, move, deadline, attempts - 1));
            });
  }
}

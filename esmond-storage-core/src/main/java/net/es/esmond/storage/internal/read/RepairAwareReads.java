package net.es.esmond.storage.internal.read;

import static java.util.concurrent.CompletableFuture.failedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.replication.WhenIncomplete;

/**
 * Makes reads that miss nothing while a repair is due. Added replicas have no points yet, so only a
 * read at ALL is sure to include a replica that has the point.
 *
 * @param repairDue whether a repair is due
 * @param reachable whether every replica was up when the cluster was last observed; if not, a read
 *     does not try ALL first
 * @param whenIncomplete what a read does when ALL cannot be reached
 */
public record RepairAwareReads(
    BooleanSupplier repairDue, BooleanSupplier reachable, WhenIncomplete whenIncomplete) {

  /**
   * Reads at any consistency level.
   *
   * @param <T> type of the result
   */
  @FunctionalInterface
  public interface Read<T> {
    /** Reads at a level, or at the configured level when none is given. */
    CompletionStage<T> at(Optional<ConsistencyLevel> level, Deadline deadline);
  }

  /**
   * The result of a read.
   *
   * @param found what the read found
   * @param possiblyIncomplete whether something may be missing
   * @param <T> type of the result
   */
  public record Answer<T>(T found, boolean possiblyIncomplete) {}

  /** Reads at ALL while a repair is due, unless the caller names a level. */
  public <T> CompletionStage<Answer<T>> read(
      Optional<ConsistencyLevel> asked, Read<T> read, Deadline deadline) {
    Optional<ConsistencyLevel> all = Optional.of(ConsistencyLevel.ALL);
    boolean due = repairDue.getAsBoolean();
    if (!due || asked.isPresent()) {
      return answer(read.at(asked, deadline), due && !asked.equals(all));
    }
    if (whenIncomplete == WhenIncomplete.FAIL) {
      return answer(read.at(all, deadline), false);
    }
    if (!reachable.getAsBoolean()) {
      return answer(read.at(asked, deadline), true);
    }
    // A replica that hangs must leave time for the others.
    return answer(read.at(all, deadline.half()), false)
        .exceptionallyCompose(
            error ->
                Futures.unwrap(error) instanceof StoreException refused
                        && refused.retryable()
                        && refused.code() != ErrorCode.CLOSED
                    ? answer(read.at(asked, deadline), true)
                    : failedFuture(Futures.unwrap(error)));
  }

  private static <T> CompletionStage<Answer<T>> answer(CompletionStage<T> read, boolean marked) {
    return read.thenApply(found -> new Answer<>(found, marked));
  }
}

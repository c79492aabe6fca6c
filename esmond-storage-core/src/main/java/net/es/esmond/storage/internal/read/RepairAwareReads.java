package net.es.esmond.storage.internal.read;

import static java.util.concurrent.CompletableFuture.failedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.replication.WhenIncomplete;

/**
 * Reads that miss nothing while a repair is due: added replicas hold nothing yet, so that only ALL
 * is sure to meet one that holds a point.
 *
 * @param repairDue whether a repair is due
 * @param reachable whether ALL could be had at the last look; a node that was down then need not be
 *     waited for
 * @param whenIncomplete what to do when ALL cannot be had
 */
public record RepairAwareReads(
    BooleanSupplier repairDue, BooleanSupplier reachable, WhenIncomplete whenIncomplete) {

  /**
   * A read that can be made at any level.
   *
   * @param <T> what it finds
   */
  @FunctionalInterface
  public interface Read<T> {
    /** Reads at a level; at the configured one when it is empty. */
    CompletionStage<T> at(Optional<ConsistencyLevel> level, Deadline deadline);
  }

  /**
   * What a read found.
   *
   * @param found what it found
   * @param possiblyIncomplete whether something may be missing
   * @param <T> its type
   */
  public record Answer<T>(T found, boolean possiblyIncomplete) {}

  /** Reads at ALL while a repair is due, unless the caller names the level. */
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
                Futures.unwrap(error) instanceof StoreException refused && refused.retryable()
                    ? answer(read.at(asked, deadline), true)
                    : failedFuture(Futures.unwrap(error)));
  }

  private static <T> CompletionStage<Answer<T>> answer(CompletionStage<T> read, boolean marked) {
    return read.thenApply(found -> new Answer<>(found, marked));
  }
}

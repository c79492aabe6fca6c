package net.es.esmond.storage.internal.read;

import static java.util.concurrent.CompletableFuture.failedFuture;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.replication.WhenIncomplete;

/**
 * Makes reads that miss nothing while a repair is due. Added replicas have no points yet, so only a
 * read at ALL is sure to include a replica that has the point. Safe for use by many threads.
 */
public final class RepairAwareReads {
  /**
   * Time after a failed read at ALL in which reads do not wait for all replicas. Then one read
   * finds out whether they answer again.
   */
  static final Duration PAUSE = Duration.ofSeconds(5);

  private static final Optional<ConsistencyLevel> ALL = Optional.of(ConsistencyLevel.ALL);

  private final BooleanSupplier repairDue;
  private final BooleanSupplier reachable;
  private final BooleanSupplier remote;
  private final WhenIncomplete whenIncomplete;
  private final LongSupplier nanoTime;

  /** Whether the last read at ALL failed, and from when on the next one may be tried. */
  private volatile boolean failed;

  private final AtomicLong nextTry = new AtomicLong();

  /**
   * Creates the reads of an archive.
   *
   * @param repairDue whether a repair is due
   * @param reachable whether no replica is known to be down; if one is, a read does not try ALL
   * @param remote whether another datacenter than the local one answers reads now
   * @param whenIncomplete what a read does when ALL cannot be reached
   */
  public RepairAwareReads(
      BooleanSupplier repairDue,
      BooleanSupplier reachable,
      BooleanSupplier remote,
      WhenIncomplete whenIncomplete) {
    this(repairDue, reachable, remote, whenIncomplete, System::nanoTime);
  }

  RepairAwareReads(
      BooleanSupplier repairDue,
      BooleanSupplier reachable,
      BooleanSupplier remote,
      WhenIncomplete whenIncomplete,
      LongSupplier nanoTime) {
    this.repairDue = repairDue;
    this.reachable = reachable;
    this.remote = remote;
    this.whenIncomplete = whenIncomplete;
    this.nanoTime = nanoTime;
  }

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

  /**
   * Returns whether a read at any level may miss something now: a repair is due, or it is remote.
   */
  boolean maybeIncomplete() {
    return repairDue.getAsBoolean() || remote.getAsBoolean();
  }

  /** Reads at ALL while a repair is due, unless the caller names a level. */
  public <T> CompletionStage<Answer<T>> read(
      Optional<ConsistencyLevel> asked, Read<T> read, Deadline deadline) {
    boolean due = repairDue.getAsBoolean();
    if (!due || asked.isPresent()) {
      return answer(asked, read, deadline, due);
    }
    if (whenIncomplete == WhenIncomplete.FAIL) {
      return answer(ALL, read, deadline, false);
    }
    if (!reachable.getAsBoolean() || !mayTry()) {
      return answer(asked, read, deadline, true);
    }
    // A replica that hangs must leave time for the others.
    return answer(ALL, read, deadline.half(), false)
        .thenApply(
            answer -> {
              failed = false;
              return answer;
            })
        .exceptionallyCompose(
            error -> {
              if (Futures.unwrap(error) instanceof StoreException refused
                  && refused.retryable()
                  && refused.code() != ErrorCode.CLOSED) {
                nextTry.set(nanoTime.getAsLong() + PAUSE.toNanos());
                failed = true;
                return answer(asked, read, deadline, true);
              }
              return failedFuture(Futures.unwrap(error));
            });
  }

  /** Returns whether to read at ALL: after a failure, one read in each pause does. */
  private boolean mayTry() {
    if (!failed) {
      return true;
    }
    long now = nanoTime.getAsLong();
    long due = nextTry.get();
    return now - due >= 0 && nextTry.compareAndSet(due, now + PAUSE.toNanos());
  }

  private <T> CompletionStage<Answer<T>> answer(
      Optional<ConsistencyLevel> level, Read<T> read, Deadline deadline, boolean due) {
    boolean before = remote.getAsBoolean();
    return read.at(level, deadline)
        .thenApply(
            found ->
                new Answer<>(
                    found, !level.equals(ALL) && (due || before || remote.getAsBoolean())));
  }
}

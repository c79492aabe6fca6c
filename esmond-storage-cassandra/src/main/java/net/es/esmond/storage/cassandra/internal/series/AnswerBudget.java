package net.es.esmond.storage.cassandra.internal.series;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.async.TimedTasks;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the bytes of answers that are in flight. A request whose answer does not fit waits in
 * line, until its deadline at most. Safe for use by many threads.
 */
final class AnswerBudget {
  private static final int MAX_WAITING = 10_000;
  private static final long LEAST = 16L << 20;
  private static final long MOST = 256L << 20;

  private final long all;
  private final TimedTasks timed;
  private final Queue<Waiting> queue = new ArrayDeque<>();
  private long free;

  /** A request that waits; its turn completes with false when the deadline comes first. */
  private record Waiting(long bytes, CompletableFuture<Boolean> turn) {}

  AnswerBudget(long bytes, TimedTasks timed) {
    this.all = bytes;
    this.free = bytes;
    this.timed = timed;
  }

  /** Creates a budget of a sixteenth of the heap, but 16 MiB at least and 256 MiB at most. */
  static AnswerBudget ofHeap(TimedTasks timed) {
    long share = Runtime.getRuntime().maxMemory() / 16;
    return new AnswerBudget(Math.max(LEAST, Math.min(MOST, share)), timed);
  }

  /**
   * Sends a request when its answer fits.
   *
   * @param bytes expected size of the answer; 0 when it is small in any case
   * @param deadline when the request is sent at the latest, to fail by its deadline
   * @param send sends it
   */
  <T> CompletionStage<T> send(long bytes, Deadline deadline, Supplier<CompletionStage<T>> send) {
    if (bytes == 0) {
      return send.get();
    }
    long taken = Math.min(bytes, all);
    CompletableFuture<Boolean> turn = new CompletableFuture<>();
    synchronized (this) {
      if (queue.isEmpty() && taken <= free) {
        free -= taken;
        turn.complete(true);
      } else if (queue.size() == MAX_WAITING) {
        return CompletableFuture.failedFuture(overloaded());
      } else {
        queue.add(new Waiting(taken, turn));
      }
    }
    return timed
        .orElse(turn, deadline, () -> turn.complete(false))
        .thenCompose(
            given ->
                Futures.started(send)
                    .whenComplete(
                        (answer, error) -> {
                          if (given) {
                            release(taken);
                          }
                        }));
  }

  private static StoreException overloaded() {
    return new StoreException(
        ErrorCode.OVERLOADED,
        StoreException.Store.CASSANDRA,
        MAX_WAITING + " reads wait for the answers of others: read again later",
        List.of(),
        null);
  }

  private void release(long bytes) {
    Waiting next;
    synchronized (this) {
      free += bytes;
      next = next();
    }
    while (next != null) {
      Waiting turn = next;
      // A worker goes on with it: sending here would nest as deep as the line is long.
      timed
          .executor()
          .execute(
              () -> {
                if (!turn.turn.complete(true)) {
                  release(turn.bytes);
                }
              });
      synchronized (this) {
        next = next();
      }
    }
  }

  private @Nullable Waiting next() {
    while (!queue.isEmpty() && queue.element().turn.isDone()) {
      queue.remove();
    }
    if (queue.isEmpty() || queue.element().bytes > free) {
      return null;
    }
    Waiting next = queue.remove();
    free -= next.bytes;
    return next;
  }
}

package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.BoundedParallel;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.series.StoredPoint;

/**
 * Runs the transactions of one instance, one at a time on each partition. Transactions on one
 * partition compete: each makes the others begin again, and on slow nodes none would end. The rows
 * that come while a transaction is in flight make up the next one. The writes of a failed
 * transaction are repeated one by one, so that one write's fault does not fail the others. Safe for
 * use by many threads.
 */
final class PartitionTransactions {
  /** Largest number of writes that wait for another transaction. Further writes fail at once. */
  private static final int MAX_WAITING = 10_000;

  private final Transaction transaction;

  /** Writes that wait, for each partition with a transaction in flight. Guards itself. */
  private final Map<Lane, Queue<Write>> lanes = new HashMap<>();

  private int waiting;

  /** Inserts rows of one partition that do not exist yet. */
  @FunctionalInterface
  interface Transaction {
    /** Returns the points that existed already. Must be safe to repeat. */
    CompletionStage<List<StoredPoint>> insert(Lane lane, List<PointWrite> rows, Deadline deadline);
  }

  /** A partition, and the levels of transactions on it. */
  record Lane(
      SeriesTable table, PartitionKey partition, ConsistencyLevel level, ConsistencyLevel serial) {}

  private record Write(
      List<PointWrite> rows, Deadline deadline, CompletableFuture<List<StoredPoint>> taken) {
    int bytes() {
      return rows.stream().mapToInt(PointWrite::bytes).sum();
    }
  }

  PartitionTransactions(Transaction transaction) {
    this.transaction = transaction;
  }

  /**
   * Inserts rows when no other transaction of this instance is in flight on their partition.
   *
   * @param rows as many as one transaction may have
   * @return the points that existed already
   */
  CompletionStage<List<StoredPoint>> insert(Lane lane, List<PointWrite> rows, Deadline deadline) {
    Write write = new Write(rows, deadline, new CompletableFuture<>());
    synchronized (lanes) {
      Queue<Write> queue = lanes.get(lane);
      if (queue != null) {
        if (waiting == MAX_WAITING) {
          return CompletableFuture.failedFuture(CqlSeriesWriter.overloaded(MAX_WAITING, "points"));
        }
        waiting++;
        queue.add(write);
        return write.taken;
      }
      lanes.put(lane, new ArrayDeque<>());
    }
    run(lane, List.of(write));
    return write.taken;
  }

  /** Runs transactions until one is in flight. A loop: thousands may fail at once. */
  private void run(Lane lane, List<Write> first) {
    for (List<Write> group = first; !group.isEmpty(); group = next(lane)) {
      CompletableFuture<Void> done = together(lane, group).toCompletableFuture();
      if (!done.isDone()) {
        var unheard = done.whenComplete((ended, error) -> run(lane, next(lane)));
        return;
      }
    }
  }

  /** Returns the writes of the next transaction; none when the lane is empty, and so ends. */
  private List<Write> next(Lane lane) {
    synchronized (lanes) {
      Queue<Write> queue = Objects.requireNonNull(lanes.get(lane));
      List<Write> next = new ArrayList<>();
      Set<Long> times = new HashSet<>();
      int bytes = 0;
      for (Write write = queue.peek(); write != null; write = queue.peek()) {
        bytes += write.bytes();
        boolean repeats = write.rows.stream().anyMatch(row -> !times.add(row.point().timeMillis()));
        // A write that is late already fails by itself.
        if (!next.isEmpty()
            && (repeats || bytes > BatchSplitter.MAX_BATCH_BYTES || write.deadline.expired())) {
          break;
        }
        next.add(queue.remove());
        if (write.deadline.expired()) {
          break;
        }
      }
      waiting -= next.size();
      if (next.isEmpty()) {
        lanes.remove(lane);
      }
      return next;
    }
  }

  /** Half of the time is left to repeat the writes one by one. The stage never fails. */
  private CompletionStage<Void> together(Lane lane, List<Write> group) {
    if (group.size() == 1) {
      return alone(lane, group.get(0));
    }
    List<PointWrite> rows = group.stream().flatMap(write -> write.rows.stream()).toList();
    Deadline first =
        group.stream().map(Write::deadline).min(Comparator.comparing(Deadline::remaining)).get();
    return Futures.started(() -> transaction.insert(lane, rows, first.half()))
        .thenAccept(taken -> group.forEach(write -> write.taken.complete(of(write, taken))))
        .exceptionallyCompose(error -> BoundedParallel.all(group, 1, write -> alone(lane, write)));
  }

  private static List<StoredPoint> of(Write write, List<StoredPoint> taken) {
    Set<Long> times = new HashSet<>();
    write.rows.forEach(row -> times.add(row.point().timeMillis()));
    return taken.stream().filter(point -> times.contains(point.timeMillis())).toList();
  }

  private CompletionStage<Void> alone(Lane lane, Write write) {
    return Futures.started(() -> transaction.insert(lane, write.rows, write.deadline))
        .handle(
            (taken, error) ->
                error == null
                    ? write.taken.complete(taken)
                    : write.taken.completeExceptionally(Futures.unwrap(error)))
        .thenAccept(done -> {});
  }
}

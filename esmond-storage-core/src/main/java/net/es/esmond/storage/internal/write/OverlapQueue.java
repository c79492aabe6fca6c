package net.es.esmond.storage.internal.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.async.TimedTasks;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;

/**
 * Orders those writes of this instance to one series whose times overlap. Each write begins after
 * the earlier ones have ended, and so finds what they stored. Most writes overlap with none and
 * never wait. Safe for use by many threads.
 */
final class OverlapQueue {
  private final TimedTasks timed;
  private final Map<Series, List<QueuedWrite>> underWay = new ConcurrentHashMap<>();

  OverlapQueue(TimedTasks timed) {
    this.timed = timed;
  }

  private record QueuedWrite(long first, long last, CompletableFuture<Void> over) {
    static QueuedWrite of(List<StoredPoint> points) {
      long first = Long.MAX_VALUE;
      long last = Long.MIN_VALUE;
      for (StoredPoint point : points) {
        first = Math.min(first, point.timeMillis());
        last = Math.max(last, point.timeMillis());
      }
      return new QueuedWrite(first, last, new CompletableFuture<>());
    }

    boolean overlaps(QueuedWrite other) {
      return first <= other.last && other.first <= last;
    }
  }

  /**
   * Starts a write when the earlier writes that overlap with it have ended, or when its deadline
   * has passed.
   */
  <T> CompletionStage<T> submit(
      Series series,
      List<StoredPoint> points,
      Deadline deadline,
      Supplier<CompletionStage<T>> write) {
    QueuedWrite queued = QueuedWrite.of(points);
    CompletableFuture<?>[] before = enter(series, queued);
    CompletionStage<T> written =
        before.length == 0
            ? Futures.started(write)
            : allOrLate(before, deadline).thenCompose(done -> Futures.started(write));
    return written.whenComplete((result, error) -> leave(series, queued));
  }

  private CompletableFuture<?> allOrLate(CompletableFuture<?>[] before, Deadline deadline) {
    CompletableFuture<Void> all = CompletableFuture.allOf(before);
    return timed.orElse(all, deadline, () -> all.complete(null));
  }

  private CompletableFuture<?>[] enter(Series series, QueuedWrite queued) {
    List<CompletableFuture<?>> before = new ArrayList<>(0);
    underWay.compute(
        series,
        (key, queue) -> {
          List<QueuedWrite> all = queue == null ? new ArrayList<>(1) : queue;
          for (QueuedWrite other : all) {
            if (other.overlaps(queued)) {
              before.add(other.over);
            }
          }
          all.add(queued);
          return all;
        });
    return before.toArray(CompletableFuture<?>[]::new);
  }

  private void leave(Series series, QueuedWrite queued) {
    underWay.computeIfPresent(
        series,
        (key, queue) -> {
          queue.remove(queued);
          return queue.isEmpty() ? null : queue;
        });
    queued.over.complete(null);
  }
}

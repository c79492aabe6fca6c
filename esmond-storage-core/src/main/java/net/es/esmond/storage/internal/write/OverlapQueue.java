package net.es.esmond.storage.internal.write;

import java.util.ArrayList;
import java.util.Arrays;
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

  private static final class QueuedWrite {
    final long first;
    final long last;
    final Deadline deadline;
    final CompletableFuture<Void> over = new CompletableFuture<>();

    /** Completes when this write and all earlier ones that overlap with it have ended. */
    CompletableFuture<Void> gone = over;

    QueuedWrite(List<StoredPoint> points, Deadline deadline) {
      long earliest = Long.MAX_VALUE;
      long latest = Long.MIN_VALUE;
      for (StoredPoint point : points) {
        earliest = Math.min(earliest, point.timeMillis());
        latest = Math.max(latest, point.timeMillis());
      }
      this.first = earliest;
      this.last = latest;
      this.deadline = deadline;
    }

    boolean overlaps(QueuedWrite other) {
      return first <= other.last && other.first <= last;
    }

    /** Says whether this write overlaps with one of a few. A line may be long: no stream. */
    boolean overlaps(List<QueuedWrite> others) {
      for (QueuedWrite other : others) {
        if (overlaps(other)) {
          return true;
        }
      }
      return false;
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
    QueuedWrite queued = new QueuedWrite(points, deadline);
    CompletableFuture<?>[] before = enter(series, queued);
    // A worker starts what waited: where each write of a long line ends at once, calls would nest.
    CompletionStage<T> written =
        before.length == 0
            ? Futures.started(write)
            : allOrLate(before, deadline)
                .thenComposeAsync(done -> Futures.started(write), timed.executor());
    return written.whenComplete((result, error) -> leave(series, queued));
  }

  private CompletableFuture<?> allOrLate(CompletableFuture<?>[] before, Deadline deadline) {
    CompletableFuture<Void> all = CompletableFuture.allOf(before);
    return timed.orElse(all, deadline, () -> all.complete(null));
  }

  /**
   * Adds a write, and returns what it waits for. It waits for the latest writes only: they in turn
   * wait for the earlier ones, and a long line would otherwise need memory for each pair of writes.
   * A write whose deadline has passed is not waited for, as it has ended or is lost.
   */
  private CompletableFuture<?>[] enter(Series series, QueuedWrite queued) {
    List<QueuedWrite> before = new ArrayList<>(0);
    underWay.compute(
        series,
        (key, queue) -> {
          List<QueuedWrite> all = queue == null ? new ArrayList<>(1) : queue;
          for (int i = all.size() - 1; i >= 0; i--) {
            QueuedWrite other = all.get(i);
            if (other.overlaps(queued) && !other.overlaps(before) && !other.deadline.expired()) {
              before.add(other);
            }
          }
          if (!before.isEmpty()) {
            queued.gone =
                CompletableFuture.allOf(queued.over, CompletableFuture.allOf(gone(before)));
          }
          all.add(queued);
          return all;
        });
    return gone(before);
  }

  private static CompletableFuture<?>[] gone(List<QueuedWrite> writes) {
    CompletableFuture<?>[] gone = new CompletableFuture<?>[writes.size()];
    Arrays.setAll(gone, i -> writes.get(i).gone);
    return gone;
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

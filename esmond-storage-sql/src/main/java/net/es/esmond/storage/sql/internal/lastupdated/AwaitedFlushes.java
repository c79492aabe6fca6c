package net.es.esmond.storage.sql.internal.lastupdated;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.TimedTasks;

/**
 * Stages that callers await who want everything written that was touched before. Each completes
 * with the first flush that begins later, whatever that flush could write. Thread-safe.
 */
final class AwaitedFlushes {
  private final TimedTasks timed;
  private final Queue<CompletableFuture<Void>> waiting = new ConcurrentLinkedQueue<>();

  AwaitedFlushes(TimedTasks timed) {
    this.timed = timed;
  }

  /** Returns a stage that completes with the next flush, and by the deadline in any case. */
  CompletableFuture<Void> await(Deadline deadline) {
    CompletableFuture<Void> flushed = new CompletableFuture<>();
    waiting.add(flushed);
    return timed.orElse(flushed, deadline, () -> flushed.complete(null));
  }

  /** Takes the stages that a flush serves, just before the flush begins. */
  List<CompletableFuture<Void>> take() {
    List<CompletableFuture<Void>> taken = new ArrayList<>();
    for (var its = waiting.poll(); its != null; its = waiting.poll()) {
      taken.add(its);
    }
    return taken;
  }

  /** Completes stages after their flush. What callers do then does not hold up the next flush. */
  void complete(List<CompletableFuture<Void>> taken) {
    if (!taken.isEmpty()) {
      timed.executor().execute(() -> taken.forEach(flushed -> flushed.complete(null)));
    }
  }
}

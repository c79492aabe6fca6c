package net.es.esmond.storage.internal.async;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import net.es.esmond.storage.cluster.Deadline;

/**
 * Work of the library that is done after a pause, or when a deadline has passed. Once the scheduler
 * is closed nothing waits any more: the work is done at once. Thread-safe.
 *
 * @param scheduler keeps the time, and does nothing else
 * @param executor does the work
 */
public record TimedTasks(ScheduledExecutorService scheduler, Executor executor) {
  /** Does work after a pause. */
  public Future<?> after(Duration pause, Runnable work) {
    try {
      return scheduler.schedule(
          () -> executor.execute(work), pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      executor.execute(work);
      return CompletableFuture.completedFuture(null);
    }
  }

  /** Starts work after a pause; fails as the work does, also when it throws. */
  public <T> CompletionStage<T> startAfter(Duration pause, Supplier<CompletionStage<T>> work) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    var unused = after(pause, () -> over.complete(null));
    return over.thenCompose(nothing -> work.get());
  }

  /** Does work unless a stage has ended by the deadline; returns the stage. */
  public <T> CompletableFuture<T> orElse(
      CompletableFuture<T> stage, Deadline deadline, Runnable work) {
    if (!stage.isDone()) {
      Future<?> late = after(deadline.remaining(), work);
      var unused = stage.whenComplete((result, error) -> late.cancel(false));
    }
    return stage;
  }
}

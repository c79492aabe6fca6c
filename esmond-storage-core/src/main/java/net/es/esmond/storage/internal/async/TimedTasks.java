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
 * Runs the library's work after a pause or when a deadline has passed. Once the scheduler is
 * closed, work runs at once. Thread-safe.
 *
 * @param scheduler waits for the time, and does nothing else
 * @param executor runs the work
 */
public record TimedTasks(ScheduledExecutorService scheduler, Executor executor) {
  /** Runs work after a pause. */
  public Future<?> after(Duration pause, Runnable work) {
    try {
      return scheduler.schedule(
          () -> executor.execute(work), pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      executor.execute(work);
      return CompletableFuture.completedFuture(null);
    }
  }

  /** Starts asynchronous work after a pause. The stage fails when the work fails or throws. */
  public <T> CompletionStage<T> startAfter(Duration pause, Supplier<CompletionStage<T>> work) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    var unused = after(pause, () -> over.complete(null));
    return over.thenCompose(nothing -> work.get());
  }

  /** Runs work if a stage has not ended by the deadline. Returns that stage. */
  public <T> CompletableFuture<T> orElse(
      CompletableFuture<T> stage, Deadline deadline, Runnable work) {
    if (!stage.isDone()) {
      Future<?> late = after(deadline.remaining(), work);
      var unused = stage.whenComplete((result, error) -> late.cancel(false));
    }
    return stage;
  }
}

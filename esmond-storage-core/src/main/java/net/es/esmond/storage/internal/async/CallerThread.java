package net.es.esmond.storage.internal.async;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import net.es.esmond.storage.error.InterruptedCallException;

/**
 * Runs the tasks of one blocking call on the thread of its caller, so that what the caller hands in
 * is used on that thread only. Any thread may submit tasks. Tasks that come after the call are
 * dropped.
 */
public final class CallerThread implements Executor {
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  /**
   * Runs tasks on the present thread until a stage is complete, and returns its result. If the
   * thread is interrupted, the stage fails with the error that is thrown.
   */
  public <T> T await(CompletableFuture<T> stage) {
    var unheard = stage.whenComplete((result, error) -> tasks.add(() -> {}));
    try {
      while (!stage.isDone()) {
        tasks.take().run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedCallException interrupted = new InterruptedCallException(e);
      stage.completeExceptionally(interrupted);
      throw interrupted;
    }
    return Futures.await(stage);
  }
}

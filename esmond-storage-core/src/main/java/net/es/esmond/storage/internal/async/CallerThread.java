package net.es.esmond.storage.internal.async;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import net.es.esmond.storage.error.InterruptedCallException;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks of one blocking call on the thread of its caller, which has nothing else to do while
 * it waits. Any thread may submit tasks. Those that come after the call go to another executor.
 */
public final class CallerThread implements Executor {
  private static final ThreadLocal<@Nullable CallerThread> STARTING = new ThreadLocal<>();
  private static final Duration FOREVER = Duration.ofDays(365);

  /** Ends the wait for a task when the call is over. */
  private static final Runnable OVER = () -> {};

  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Executor afterwards;
  private boolean over;

  /**
   * Creates an executor for a call of the present thread.
   *
   * @param afterwards runs the tasks that come after the call
   */
  public CallerThread(Executor afterwards) {
    this.afterwards = afterwards;
  }

  /**
   * Returns where work that is started now may go on: on the thread of the blocking call that is
   * being started by this thread.
   *
   * @param otherwise the executor for all other work
   */
  public static Executor orElse(Executor otherwise) {
    CallerThread here = STARTING.get();
    return here == null ? otherwise : here;
  }

  /** Starts a call; what it starts finds this executor by {@link #orElse}. */
  <T> T start(Supplier<T> call) {
    CallerThread before = STARTING.get();
    STARTING.set(this);
    try {
      return call.get();
    } finally {
      STARTING.set(before);
    }
  }

  @Override
  public void execute(Runnable task) {
    synchronized (this) {
      if (!over) {
        tasks.add(task);
        return;
      }
    }
    afterwards.execute(task);
  }

  /**
   * Runs tasks on the present thread until a stage is complete, time is over or the thread is
   * interrupted, which leaves it marked so. The call is over then.
   */
  void runUntil(CompletableFuture<?> stage, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    var unheard = stage.whenComplete((result, error) -> tasks.add(OVER));
    try {
      Runnable task;
      while (!stage.isDone()
          && (task = tasks.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS)) != null) {
        task.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      leave();
    }
  }

  /**
   * Runs tasks on the present thread until a stage is complete, and returns its result. If the
   * thread is interrupted, the stage fails with the error that is thrown.
   */
  public <T> T await(CompletableFuture<T> stage) {
    runUntil(stage, FOREVER);
    if (!stage.isDone()) {
      stage.completeExceptionally(new InterruptedCallException(new InterruptedException()));
    }
    return Futures.await(stage);
  }

  private void leave() {
    List<Runnable> rest = new ArrayList<>();
    synchronized (this) {
      over = true;
      tasks.drainTo(rest);
    }
    rest.removeIf(task -> task == OVER);
    rest.forEach(afterwards::execute);
  }
}

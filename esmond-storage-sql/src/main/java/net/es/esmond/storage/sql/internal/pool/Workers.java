package net.es.esmond.storage.sql.internal.pool;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs calls on a few daemon threads. A bulkhead bounds how many calls run or wait. Resilience4j's
 * {@code ThreadPoolBulkhead} does both, but its threads are no daemons, never end while idle, and
 * cannot be named. Thread-safe.
 */
final class Workers implements AutoCloseable {
  private static final int WAITING_PER_THREAD = 100;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final int size;
  private final Bulkhead bulkhead;
  private final ThreadPoolExecutor threads;

  Workers(int size, DatabaseResilience resilience) {
    this(size, resilience, new DaemonThreads("worker"));
  }

  Workers(int size, DatabaseResilience resilience, ThreadFactory factory) {
    this.size = size;
    bulkhead =
        resilience.bulkhead(
            "calls",
            BulkheadConfig.custom()
                .maxConcurrentCalls(size * (1 + WAITING_PER_THREAD))
                .maxWaitDuration(Duration.ZERO)
                .build());
    threads =
        new ThreadPoolExecutor(
            size,
            size,
            30,
            TimeUnit.SECONDS,
            // The bulkhead bounds this queue.
            new LinkedBlockingQueue<>(),
            factory);
    threads.allowCoreThreadTimeOut(true);
  }

  /** Runs a task soon; returns false when too many tasks wait, or the workers are closed. */
  boolean execute(Runnable task) {
    if (!DatabaseResilience.enter(bulkhead)) {
      return false;
    }
    try {
      threads.execute(
          () -> {
            try {
              task.run();
            } finally {
              DatabaseResilience.leave(bulkhead);
            }
          });
      return true;
    } catch (RejectedExecutionException e) {
      bulkhead.releasePermission();
      return false;
    } catch (Error e) {
      // The process has no thread to spare: later calls must find the place free.
      bulkhead.releasePermission();
      throw e;
    }
  }

  int waiting() {
    return threads.getQueue().size();
  }

  /** Returns how many tasks may wait while all threads are busy. */
  int maxWaiting() {
    return bulkhead.getBulkheadConfig().getMaxConcurrentCalls() - size;
  }

  /** Waits 5 s for running tasks, and then interrupts them. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}

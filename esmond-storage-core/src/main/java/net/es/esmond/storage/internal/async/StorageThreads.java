package net.es.esmond.storage.internal.async;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one storage, all of them daemons: a scheduler for deadlines and pauses, workers on
 * which the library goes on when a driver has answered, and those on which callers' stages
 * complete. Only the last ever run a caller's code. Safe for use by many threads.
 */
public final class StorageThreads implements AutoCloseable {
  /** Threads on which callers' stages complete, unless the host has an executor of its own. */
  public static final int COMPLETION_THREADS = 8;

  private static final Logger LOG = LoggerFactory.getLogger(StorageThreads.class);
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** For each of two attempts. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final ScheduledThreadPoolExecutor scheduler;
  private final ThreadPoolExecutor workers;
  private final ThreadPoolExecutor ownCompletions;
  private final Executor completions;

  /**
   * Makes the threads; they start as they are needed.
   *
   * @param host completes callers' stages instead of threads of this object's; stays open
   */
  public StorageThreads(@Nullable Executor host) {
    this("esmond", host);
  }

  private StorageThreads(String name, @Nullable Executor host) {
    scheduler = new ScheduledThreadPoolExecutor(1, numbered(name + "-scheduler", false));
    scheduler.setRemoveOnCancelPolicy(true);
    int cores = Math.max(2, Runtime.getRuntime().availableProcessors());
    workers = pool(cores, numbered(name + "-worker", true));
    ownCompletions = pool(COMPLETION_THREADS, numbered(name + "-completion", true));
    completions = host == null ? ownCompletions : new HostExecutor(host, ownCompletions);
  }

  /** Those of the process, for a back end that is used without a storage; never closed. */
  public static StorageThreads shared() {
    return Shared.THREADS;
  }

  private static final class Shared {
    static final StorageThreads THREADS = new StorageThreads("esmond-shared", null);
  }

  /** What comes after the end is done by whoever brings it: nothing is lost. */
  private static ThreadPoolExecutor pool(int size, ThreadFactory factory) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            size,
            size,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            factory,
            (work, ended) -> work.run());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static ThreadFactory numbered(String name, boolean several) {
    AtomicInteger count = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, several ? name + "-" + count.incrementAndGet() : name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** One thread, for short work of the library: deadlines, pauses. */
  public ScheduledExecutorService scheduler() {
    return scheduler;
  }

  /** The workers, on which the library goes on; nothing on them may block. */
  public Executor executor() {
    return workers;
  }

  /** Runs callers' code: what continues their stages, their listeners. */
  public Executor completions() {
    return completions;
  }

  /** What is done by the workers at a time of its own. */
  public TimedTasks timed() {
    return new TimedTasks(scheduler, workers);
  }

  /**
   * Ends the threads; bounded in time. Continuations that block keep their threads until they end;
   * as many threads more see to it that those behind them are not kept waiting.
   */
  @Override
  public void close() {
    scheduler.shutdownNow();
    workers.shutdown();
    ownCompletions.shutdown();
    try {
      if (!ended()) {
        ownCompletions.setMaximumPoolSize(2 * COMPLETION_THREADS);
        ownCompletions.setCorePoolSize(2 * COMPLETION_THREADS);
        if (!ended()) {
          LOG.warn("continuations of callers are still running after closing");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean ended() throws InterruptedException {
    long end = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
    return ended(scheduler, end) && ended(workers, end) && ended(ownCompletions, end);
  }

  private static boolean ended(ExecutorService threads, long endNanos) throws InterruptedException {
    return threads.awaitTermination(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
  }
}

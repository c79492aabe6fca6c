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
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private final ScheduledThreadPoolExecutor scheduler;
  private final ExecutorService workers;
  private final ExecutorService ownCompletions;
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
    completions = host == null ? ownCompletions : host;
  }

  /** Those of the process, for a back end that is used without a storage; never closed. */
  public static StorageThreads shared() {
    return Shared.THREADS;
  }

  private static final class Shared {
    static final StorageThreads THREADS = new StorageThreads("esmond-shared", null);
  }

  private static ExecutorService pool(int size, ThreadFactory factory) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            size,
            size,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            factory);
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

  /** Ends the threads; bounded in time. A completion that blocks keeps its thread until it ends. */
  @Override
  public void close() {
    scheduler.shutdownNow();
    workers.shutdown();
    ownCompletions.shutdown();
    try {
      long end = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
      boolean ended = ended(scheduler, end) & ended(workers, end) & ended(ownCompletions, end);
      if (!ended) {
        LOG.warn("continuations of callers were still running {} after closing", CLOSE_TIMEOUT);
        ownCompletions.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean ended(ExecutorService threads, long endNanos) throws InterruptedException {
    return threads.awaitTermination(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
  }
}

package net.es.esmond.storage.internal.async;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
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
 * Owns the threads of one storage, all of them daemons: a scheduler for deadlines and pauses,
 * workers that continue after a driver's answer, and completion threads on which callers' stages
 * complete. Only completion threads run a caller's code, unless none can be had. Safe for use by
 * many threads.
 */
public final class StorageThreads implements AutoCloseable {
  /** Number of completion threads when the host names no executor. */
  public static final int COMPLETION_THREADS = 8;

  private static final Logger LOG = LoggerFactory.getLogger(StorageThreads.class);
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** Time to wait for the threads to end, in each of two attempts. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final ScheduledThreadPoolExecutor scheduler;
  private final ThreadPoolExecutor workers;
  private final ThreadPoolExecutor ownCompletions;
  private final Executor completions;

  /**
   * Creates the threads, which start when they are needed.
   *
   * @param host completes callers' stages instead of this object's threads; stays open
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

  /**
   * Returns the threads of the process, for a back end that is used without a storage. They are
   * never closed.
   */
  public static StorageThreads shared() {
    return Shared.THREADS;
  }

  private static final class Shared {
    static final StorageThreads THREADS = new StorageThreads("esmond-shared", null);
  }

  /**
   * Creates a pool. Work that is submitted after its end, or while the process can have no further
   * thread, runs on the submitting thread, so none is lost.
   */
  static ThreadPoolExecutor pool(int size, ThreadFactory factory) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            size,
            size,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            factory) {
          @Override
          public void execute(Runnable work) {
            try {
              super.execute(work);
              return;
            } catch (RejectedExecutionException | OutOfMemoryError e) {
              LOG.debug("no thread takes the work", e);
            }
            work.run();
          }
        };
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

  /**
   * Returns the scheduler: one thread for short work of the library, at the end of pauses and
   * deadlines.
   */
  public ScheduledExecutorService scheduler() {
    return scheduler;
  }

  /** Returns the workers, which run the library's own continuations. Nothing on them may block. */
  public Executor executor() {
    return workers;
  }

  /** Returns the executor of callers' code: continuations of their stages, and their listeners. */
  public Executor completions() {
    return completions;
  }

  /**
   * Repeats short work of the library on the scheduler's thread, until the threads are closed. What
   * the work throws ends no repetition.
   *
   * @param what the name of the work in the log
   * @param pause time before each repetition
   */
  public Future<?> repeat(String what, Duration pause, Runnable work) {
    PeriodicTask task =
        new PeriodicTask(
            what,
            () -> {
              work.run();
              return Optional.empty();
            });
    return scheduler.scheduleWithFixedDelay(
        task, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Returns a scheduler of work for the workers. */
  public TimedTasks timed() {
    return new TimedTasks(scheduler, workers);
  }

  /**
   * Ends the threads, within two seconds. Continuations that block keep their threads until they
   * end. As many additional threads run the continuations that wait behind them.
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

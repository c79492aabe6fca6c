package net.es.esmond.storage.internal.async;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import net.es.esmond.storage.progress.LongWork;
import net.es.esmond.storage.progress.Progress;
import net.es.esmond.storage.progress.ProgressListener;

/**
 * Reports the progress of one piece of work to a listener of the host. The listener runs on the
 * executor of callers' code, so the work may report from any thread and under any lock. While the
 * listener is busy, one report waits at most, besides the last one. Thread-safe.
 */
public final class ProgressReport implements AutoCloseable {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long UNKNOWN = -1;

  private final LongWork work;
  private final ProgressListener listener;
  private final Executor executor;
  private final LongSupplier nanoTime;
  private final long begunNanos;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong reportedNanos;
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile long total = UNKNOWN;

  /**
   * Begins the work.
   *
   * @param work the kind of the work
   * @param listener the host's listener
   * @param completions runs callers' code
   */
  public ProgressReport(LongWork work, ProgressListener listener, Executor completions) {
    this(work, listener, completions, System::nanoTime);
  }

  ProgressReport(
      LongWork work, ProgressListener listener, Executor completions, LongSupplier nanoTime) {
    this.work = work;
    this.listener = listener;
    this.executor = new SerialExecutor(completions);
    this.nanoTime = nanoTime;
    this.begunNanos = nanoTime.getAsLong();
    this.reportedNanos = new AtomicLong(begunNanos);
  }

  /** Sets how many items there are in all. */
  public void total(long items) {
    total = items;
  }

  /** Counts items that were done just now. */
  public void add(long items) {
    done.addAndGet(items);
    reportIfDue();
  }

  /** Sets how many items have been done since the work began. */
  public void reached(long items) {
    done.set(items);
    reportIfDue();
  }

  private void reportIfDue() {
    long now = nanoTime.getAsLong();
    long last = reportedNanos.get();
    if (now - last >= INTERVAL_NANOS
        && !ended.get()
        && reportedNanos.compareAndSet(last, now)
        && waiting.compareAndSet(false, true)) {
      executor.execute(
          () -> {
            waiting.set(false);
            listener.progressed(now(false));
          });
    }
  }

  private Progress now(boolean last) {
    long items = done.get();
    long all = total;
    double seconds = Math.max(1, nanoTime.getAsLong() - begunNanos) / 1e9;
    return new Progress(
        work,
        items,
        all == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(all),
        items / seconds,
        last);
  }

  /** Reports the end of the work; further calls report nothing. */
  @Override
  public void close() {
    if (!ended.getAndSet(true)) {
      Progress last = now(true);
      executor.execute(() -> listener.progressed(last));
    }
  }
}

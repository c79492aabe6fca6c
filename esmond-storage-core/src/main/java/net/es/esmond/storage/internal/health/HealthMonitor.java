package net.es.esmond.storage.internal.health;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import net.es.esmond.storage.health.HealthListener;
import net.es.esmond.storage.health.StoreHealth;
import net.es.esmond.storage.internal.async.PeriodicTask;
import net.es.esmond.storage.internal.async.SerialExecutor;
import net.es.esmond.storage.internal.async.StorageThreads;

/** Looks at the health of a storage's stores twice a second, and has each change announced. */
public final class HealthMonitor {
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final PeriodicTask task;
  private final StorageThreads threads;
  private final AtomicBoolean looking = new AtomicBoolean();

  /**
   * Creates a monitor, which looks at nothing before {@link #start}.
   *
   * @param stores return the health of each store, without waiting
   * @param listener the host's listener
   * @param threads run the looks and the listener
   */
  public HealthMonitor(
      List<Supplier<StoreHealth>> stores, HealthListener listener, StorageThreads threads) {
    this.threads = threads;
    SerialExecutor notifications = new SerialExecutor(threads.completions());
    List<StoreWatch> watches =
        stores.stream()
            .map(store -> new StoreWatch(store, listener, notifications, System::nanoTime))
            .toList();
    task =
        new PeriodicTask(
            "watching the stores",
            () -> {
              watches.forEach(StoreWatch::look);
              return Optional.empty();
            });
  }

  /** Starts looking. It ends with the threads. */
  public void start() {
    var unused = threads.repeat("looking at the stores", INTERVAL, this::begin);
  }

  /** Has a worker look, unless the look before has not ended. */
  private void begin() {
    if (!looking.getAndSet(true)) {
      threads.executor().execute(this::look);
    }
  }

  private void look() {
    task.run();
    looking.set(false);
  }
}

package net.es.esmond.storage.spi;

import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import net.es.esmond.storage.internal.async.StorageThreads;

/**
 * What a storage hands to its back ends.
 *
 * @param clock tells the time; tests own it
 * @param services what else the host offers, by type: a Micrometer {@code MeterRegistry}, say
 * @param scheduler one thread of the storage, for short work of the back end's own: a deadline, the
 *     end of a pause. What blocks there delays everybody's deadlines. Not for the back end to close
 * @param executor the storage's workers. A back end goes on there when a driver has answered, so
 *     that nothing of it runs on the driver's threads. What blocks there delays other calls
 * @param completions runs code of the host and nothing else: a listener, say
 */
public record StoreContext(
    Clock clock,
    Map<Class<?>, Object> services,
    ScheduledExecutorService scheduler,
    Executor executor,
    Executor completions) {
  /** Checks each service against its type. */
  public StoreContext {
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(scheduler, "scheduler");
    Objects.requireNonNull(executor, "executor");
    Objects.requireNonNull(completions, "completions");
    services = Map.copyOf(services);
    services.forEach(
        (type, service) -> {
          if (!type.isInstance(service)) {
            throw new IllegalArgumentException(service.getClass() + " must be a " + type);
          }
        });
  }

  /**
   * Makes a context for a back end that is used without a storage, as tests do. Its threads are
   * daemons, shared by all such contexts of the process.
   *
   * @param clock tells the time
   * @param services what else the host offers, by type
   */
  public StoreContext(Clock clock, Map<Class<?>, Object> services) {
    this(
        clock,
        services,
        StorageThreads.shared().scheduler(),
        StorageThreads.shared().executor(),
        StorageThreads.shared().completions());
  }

  /**
   * Finds a service.
   *
   * @param type its type
   * @param <T> its type
   * @return empty when the host offers none
   */
  public <T> Optional<T> service(Class<T> type) {
    return Optional.ofNullable(type.cast(services.get(type)));
  }
}

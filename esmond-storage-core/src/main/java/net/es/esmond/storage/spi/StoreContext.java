package net.es.esmond.storage.spi;

import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.internal.async.StorageThreads;

/**
 * The clock, threads and services that a storage gives to its back ends.
 *
 * @param clock the archive's time, which is that of its servers; whatever a back end stamps or
 *     deletes uses this clock and no other
 * @param services objects that the host offers, by type, for example a Micrometer {@code
 *     MeterRegistry}
 * @param scheduler one thread of the storage, for short work of the back end such as a deadline or
 *     the end of a pause. A task that blocks there delays every deadline. The back end must not
 *     close it
 * @param executor the storage's workers. A back end continues there when a driver has answered, so
 *     that no work of the back end runs on the driver's threads. A task that blocks there delays
 *     other calls
 * @param completions runs code of the host only, for example listeners
 * @param opening how the back end is opened
 */
public record StoreContext(
    Clock clock,
    Map<Class<?>, Object> services,
    ScheduledExecutorService scheduler,
    Executor executor,
    Executor completions,
    Opening opening) {
  /** Checks each service against its type. */
  public StoreContext {
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(scheduler, "scheduler");
    Objects.requireNonNull(executor, "executor");
    Objects.requireNonNull(completions, "completions");
    Objects.requireNonNull(opening, "opening");
    services = Map.copyOf(services);
    services.forEach(
        (type, service) -> {
          if (!type.isInstance(service)) {
            throw new InvalidInputException("service", service.getClass(), "must be a " + type);
          }
        });
  }

  /**
   * Creates a context for a back end that is used without a storage, as in tests, and opened by
   * default. Its threads are daemons, shared by all such contexts of the process.
   *
   * @param clock the clock
   * @param services objects that the host offers, by type
   */
  public StoreContext(Clock clock, Map<Class<?>, Object> services) {
    this(clock, services, Opening.DEFAULT);
  }

  /**
   * Creates a context for a back end that is used without a storage, as in tests. Its threads are
   * daemons, shared by all such contexts of the process.
   *
   * @param clock the clock
   * @param services objects that the host offers, by type
   * @param opening how the back end is opened
   */
  public StoreContext(Clock clock, Map<Class<?>, Object> services, Opening opening) {
    this(
        clock,
        services,
        StorageThreads.shared().scheduler(),
        StorageThreads.shared().executor(),
        StorageThreads.shared().completions(),
        opening);
  }

  /**
   * Finds a service by its type.
   *
   * @param type the type
   * @param <T> the type
   * @return empty when the host offers none
   */
  public <T> Optional<T> service(Class<T> type) {
    return Optional.ofNullable(type.cast(services.get(type)));
  }
}

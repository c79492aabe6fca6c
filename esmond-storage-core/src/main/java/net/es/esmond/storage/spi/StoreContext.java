package net.es.esmond.storage.spi;

import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the host hands to back ends.
 *
 * @param clock tells the time; tests own it
 * @param services what else the host offers, by type: a Micrometer {@code MeterRegistry}, say
 */
public record StoreContext(Clock clock, Map<Class<?>, Object> services) {
  /** Checks each service against its type. */
  public StoreContext {
    Objects.requireNonNull(clock, "clock");
    services = Map.copyOf(services);
    services.forEach(
        (type, service) -> {
          if (!type.isInstance(service)) {
            throw new IllegalArgumentException(service.getClass() + " must be a " + type);
          }
        });
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

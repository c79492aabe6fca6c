package net.es.esmond.storage.internal.meters;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.HashMap;
import java.util.Map;
import net.es.esmond.storage.internal.async.CallObserver;

/**
 * What a host hears of a storage through Micrometer. Micrometer need not be on the class path: its
 * classes are touched only when the host hands in one of its registries.
 *
 * @param meters hands out counters; is closed with the storage
 * @param calls hears of callers' calls
 * @param services the host's services, and the meters of the storage for its back ends
 */
public record Instruments(MeterSource meters, CallObserver calls, Map<Class<?>, Object> services) {
  /** Makes what the host's services call for. */
  public static Instruments of(Map<Class<?>, Object> services) {
    return services.keySet().stream().anyMatch(type -> type.getName().startsWith("io.micrometer."))
        ? OfMicrometer.instruments(services)
        : new Instruments(MeterSource.NONE, CallObserver.NONE, services);
  }

  /** Is loaded only when Micrometer is there. */
  private static final class OfMicrometer {
    private OfMicrometer() {}

    static Instruments instruments(Map<Class<?>, Object> services) {
      Object registry = services.get(MeterRegistry.class);
      HostMeters meters = new HostMeters(registry instanceof MeterRegistry host ? host : null);
      Map<Class<?>, Object> all = new HashMap<>(services);
      all.put(HostMeters.class, meters);
      CallObserver calls =
          services.get(ObservationRegistry.class) instanceof ObservationRegistry host
              ? new ObservedCalls(host)
              : CallObserver.NONE;
      return new Instruments(meters, calls, all);
    }
  }
}

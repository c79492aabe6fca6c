package net.es.esmond.storage.cassandra.internal.session;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.Registry;
import io.github.resilience4j.core.metrics.MetricsPublisher;
import io.github.resilience4j.micrometer.tagged.BulkheadMetricNames;
import io.github.resilience4j.micrometer.tagged.CircuitBreakerMetricNames;
import io.github.resilience4j.micrometer.tagged.RetryMetricNames;
import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetricsPublisher;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetricsPublisher;
import io.github.resilience4j.micrometer.tagged.TaggedRetryMetricsPublisher;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import net.es.esmond.storage.internal.meters.HostCode;
import net.es.esmond.storage.internal.meters.StorageMeter;
import net.es.esmond.storage.spi.StoreContext;

/**
 * Creates entries in registries of Resilience4j, and meters for them. The registries are the host's
 * if there are any. Names include a number that is unique in the process, so several storages share
 * a registry without sharing entries. Safe for use by many threads.
 */
public final class SessionResilience {
  private static final HostCode HOST_CODE = new HostCode("a registry of the host, or a listener,");

  private final RetryRegistry retries;
  private final BulkheadRegistry bulkheads;
  private final CircuitBreakerRegistry breakers;
  private final MetricsPublisher<Retry> retryMeters;
  private final MetricsPublisher<Bulkhead> bulkheadMeters;
  private final MetricsPublisher<CircuitBreaker> breakerMeters;

  private SessionResilience(
      RetryRegistry retries,
      BulkheadRegistry bulkheads,
      CircuitBreakerRegistry breakers,
      MeterRegistry meters) {
    this.retries = retries;
    this.bulkheads = bulkheads;
    this.breakers = breakers;
    // Names of our own: meters of one name must agree in their tags, and the host's may have
    // others.
    retryMeters =
        new TaggedRetryMetricsPublisher(
            RetryMetricNames.custom()
                .callsMetricName(StorageMeter.CASSANDRA_RETRY.meterName())
                .build(),
            meters);
    bulkheadMeters =
        new TaggedBulkheadMetricsPublisher(
            BulkheadMetricNames.custom()
                .availableConcurrentCallsMetricName(
                    StorageMeter.CASSANDRA_BULKHEAD_AVAILABLE.meterName())
                .maxAllowedConcurrentCallsMetricName(
                    StorageMeter.CASSANDRA_BULKHEAD_MAX.meterName())
                .build(),
            meters);
    breakerMeters =
        new TaggedCircuitBreakerMetricsPublisher(
            CircuitBreakerMetricNames.custom()
                .callsMetricName(StorageMeter.CIRCUIT_BREAKER_CALLS.meterName())
                .notPermittedCallsMetricName(StorageMeter.CIRCUIT_BREAKER_NOT_PERMITTED.meterName())
                .stateMetricName(StorageMeter.CIRCUIT_BREAKER_STATE.meterName())
                .bufferedCallsMetricName(StorageMeter.CIRCUIT_BREAKER_BUFFERED.meterName())
                .slowCallsMetricName(StorageMeter.CIRCUIT_BREAKER_SLOW.meterName())
                .failureRateMetricName(StorageMeter.CIRCUIT_BREAKER_FAILURE_RATE.meterName())
                .slowCallRateMetricName(StorageMeter.CIRCUIT_BREAKER_SLOW_RATE.meterName())
                .build(),
            meters);
  }

  /**
   * Creates an object without entries, which uses the host's registries if there are any.
   *
   * @param context the storage; may offer a {@link RetryRegistry}, a {@link BulkheadRegistry} and a
   *     {@link CircuitBreakerRegistry}
   * @param meters the registry of the entries' meters
   * @return an object without entries
   */
  public static SessionResilience of(StoreContext context, MeterRegistry meters) {
    return new SessionResilience(
        context.service(RetryRegistry.class).orElseGet(RetryRegistry::ofDefaults),
        context.service(BulkheadRegistry.class).orElseGet(BulkheadRegistry::ofDefaults),
        context.service(CircuitBreakerRegistry.class).orElseGet(CircuitBreakerRegistry::ofDefaults),
        meters);
  }

  static SessionResilience own(MeterRegistry meters) {
    return new SessionResilience(
        RetryRegistry.ofDefaults(),
        BulkheadRegistry.ofDefaults(),
        CircuitBreakerRegistry.ofDefaults(),
        meters);
  }

  /**
   * Takes a place in a bulkhead, whatever a listener throws. The bulkhead has given the place, or
   * refused it, before it tells its listeners.
   *
   * @param bulkhead an entry of the host's registry, or of ours
   * @return false when there is no place
   */
  public static boolean enter(Bulkhead bulkhead) {
    boolean room = bulkhead.getMetrics().getAvailableConcurrentCalls() > 0;
    return HOST_CODE.get(bulkhead::tryAcquirePermission, () -> room);
  }

  /**
   * Gives a place back, whatever a listener throws.
   *
   * @param bulkhead where {@link #enter} found a place
   */
  public static void leave(Bulkhead bulkhead) {
    HOST_CODE.run(bulkhead::onComplete);
  }

  /** Creates a set of entries that are removed together. */
  Entries entries(String name) {
    return new Entries(name);
  }

  /** A set of entries that are removed together, with their meters. */
  final class Entries implements AutoCloseable {
    private final String prefix;
    private final List<Runnable> removals = new CopyOnWriteArrayList<>();

    private Entries(String name) {
      this.prefix = name + "/";
    }

    Retry retry(String name, RetryConfig config) {
      String full = prefix + name;
      Retry retry = HOST_CODE.get(() -> retries.retry(full, config), () -> Retry.of(full, config));
      return keep(retries, full, retry, retryMeters);
    }

    Bulkhead bulkhead(String name, BulkheadConfig config) {
      String full = prefix + name;
      Bulkhead bulkhead =
          HOST_CODE.get(() -> bulkheads.bulkhead(full, config), () -> Bulkhead.of(full, config));
      return keep(bulkheads, full, bulkhead, bulkheadMeters);
    }

    CircuitBreaker breaker(String name) {
      String full = prefix + name;
      CircuitBreaker breaker =
          HOST_CODE.get(() -> breakers.circuitBreaker(full), () -> CircuitBreaker.ofDefaults(full));
      return keep(breakers, full, breaker, breakerMeters);
    }

    private <E> E keep(Registry<E, ?> registry, String name, E entry, MetricsPublisher<E> meters) {
      HOST_CODE.run(() -> meters.publishMetrics(entry));
      removals.add(
          () -> {
            HOST_CODE.run(() -> registry.remove(name));
            HOST_CODE.run(() -> meters.removeMetrics(entry));
          });
      return entry;
    }

    @Override
    public void close() {
      removals.forEach(Runnable::run);
      removals.clear();
    }
  }
}

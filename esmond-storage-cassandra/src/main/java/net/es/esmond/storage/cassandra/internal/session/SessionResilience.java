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
import net.es.esmond.storage.internal.meters.StorageMeter;
import net.es.esmond.storage.spi.StoreContext;

/**
 * Creates entries in registries of Resilience4j, and meters for them. The registries are the host's
 * if there are any. Names include a number that is unique in the process, so several storages share
 * a registry without sharing entries. Safe for use by many threads.
 */
public final class SessionResilience {
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
      return keep(retries, prefix + name, retries.retry(prefix + name, config), retryMeters);
    }

    Bulkhead bulkhead(String name, BulkheadConfig config) {
      return keep(
          bulkheads, prefix + name, bulkheads.bulkhead(prefix + name, config), bulkheadMeters);
    }

    CircuitBreaker breaker(String name) {
      return keep(breakers, prefix + name, breakers.circuitBreaker(prefix + name), breakerMeters);
    }

    private <E> E keep(Registry<E, ?> registry, String name, E entry, MetricsPublisher<E> meters) {
      meters.publishMetrics(entry);
      removals.add(
          () -> {
            var unused = registry.remove(name);
            meters.removeMetrics(entry);
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

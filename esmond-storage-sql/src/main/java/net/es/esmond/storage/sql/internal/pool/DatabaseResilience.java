package net.es.esmond.storage.sql.internal.pool;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.core.Registry;
import io.github.resilience4j.core.metrics.MetricsPublisher;
import io.github.resilience4j.micrometer.tagged.BulkheadMetricNames;
import io.github.resilience4j.micrometer.tagged.RetryMetricNames;
import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetricsPublisher;
import io.github.resilience4j.micrometer.tagged.TaggedRetryMetricsPublisher;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import net.es.esmond.storage.internal.meters.HostCode;
import net.es.esmond.storage.internal.meters.HostMeters;
import net.es.esmond.storage.internal.meters.StorageMeter;
import net.es.esmond.storage.spi.StoreContext;

/**
 * Creates the entries of one database in the registries of Resilience4j, and their meters. The
 * registries are the host's, if it handed any in. A name has the number of the storage in this
 * process, so that two databases share a registry without sharing entries.
 */
final class DatabaseResilience implements AutoCloseable {
  private static final HostCode HOST_CODE = new HostCode("a registry of the host, or a listener,");

  private final String prefix;
  private final RetryRegistry retries;
  private final BulkheadRegistry bulkheads;
  private final MetricsPublisher<Retry> retryMeters;
  private final MetricsPublisher<Bulkhead> bulkheadMeters;
  private final List<Runnable> removals = new ArrayList<>();

  /**
   * Takes the host's registries, or creates missing ones.
   *
   * @param context the host's services, of which a {@link RetryRegistry} and a {@link
   *     BulkheadRegistry} are used
   * @param host the meters of the storage
   */
  DatabaseResilience(StoreContext context, HostMeters host) {
    prefix = "esmond-sql-" + host.number() + "-";
    MeterRegistry meters = host.registry();
    retries = context.service(RetryRegistry.class).orElseGet(RetryRegistry::ofDefaults);
    bulkheads = context.service(BulkheadRegistry.class).orElseGet(BulkheadRegistry::ofDefaults);
    // Names of our own: meters of one name must agree in their tags, and the host's may have
    // others.
    retryMeters =
        new TaggedRetryMetricsPublisher(
            RetryMetricNames.custom().callsMetricName(StorageMeter.SQL_RETRY.meterName()).build(),
            meters);
    bulkheadMeters =
        new TaggedBulkheadMetricsPublisher(
            BulkheadMetricNames.custom()
                .availableConcurrentCallsMetricName(StorageMeter.SQL_BULKHEAD_AVAILABLE.meterName())
                .maxAllowedConcurrentCallsMetricName(StorageMeter.SQL_BULKHEAD_MAX.meterName())
                .build(),
            meters);
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

  /** Takes a place, whatever a listener throws: it is told afterwards. */
  static boolean enter(Bulkhead bulkhead) {
    boolean room = bulkhead.getMetrics().getAvailableConcurrentCalls() > 0;
    return HOST_CODE.get(bulkhead::tryAcquirePermission, () -> room);
  }

  /** Gives a place back, whatever a listener throws. */
  static void leave(Bulkhead bulkhead) {
    HOST_CODE.run(bulkhead::onComplete);
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

  /** Removes the entries and their meters. */
  @Override
  public void close() {
    removals.forEach(Runnable::run);
  }
}

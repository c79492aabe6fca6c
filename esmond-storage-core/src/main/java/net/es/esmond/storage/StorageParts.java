package net.es.esmond.storage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.health.HealthListener;
import net.es.esmond.storage.health.StorageHealth;
import net.es.esmond.storage.health.StoreHealth;
import net.es.esmond.storage.internal.ClassPathFault;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.health.HealthMonitor;
import net.es.esmond.storage.internal.meters.Instruments;
import net.es.esmond.storage.internal.time.StorageClock;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.Opening;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.spi.TimeSeriesStore;
import org.jspecify.annotations.Nullable;

/**
 * Opens the back ends of a storage, puts its facades together, and closes all of them. What needs a
 * store that the storage was opened without is absent.
 */
final class StorageParts implements AutoCloseable {
  private static final String READ_ONLY =
      "the storage was opened with readOnly(): open one that may write";

  final StorageClock clock;
  final @Nullable MeasurementParts measurements;
  final @Nullable MetadataParts metadata;
  private final StorageThreads threads;
  private final Instruments instruments;
  private final HealthMonitor healthMonitor;
  private final boolean readOnly;

  private StorageParts(EsmondStorageBuilder options) {
    readOnly = options.readOnly;
    threads = new StorageThreads(options.completionExecutor);
    clock = options.storageClock();
    instruments = Instruments.of(options.services);
    StoreContext context =
        new StoreContext(
            clock,
            instruments.services(),
            threads.scheduler(),
            threads.executor(),
            threads.completions(),
            new Opening(options.inBackground, options.readOnly));
    Stores stores = openStores(options, context);
    healthMonitor =
        new HealthMonitor(
            stores.healths(),
            context.service(HealthListener.class).orElse((before, after) -> {}),
            threads);
    Optional<String> noWrites = options.readOnly ? Optional.of(READ_ONLY) : Optional.empty();
    metadata =
        stores.metadata == null
            ? null
            : new MetadataParts(options, stores.metadata, threads, noWrites, instruments.calls());
    measurements =
        stores.series == null
            ? null
            : new MeasurementParts(
                options,
                context,
                stores.series,
                stores.metadata,
                clock,
                threads,
                noWrites,
                instruments);
  }

  private Stores openStores(EsmondStorageBuilder options, StoreContext context) {
    try {
      return Stores.open(options, context);
    } catch (RuntimeException | Error e) {
      threads.close();
      instruments.meters().close();
      throw e;
    }
  }

  /**
   * The open back ends, one at least. If one cannot be opened, the other is closed again.
   *
   * @param series null when the storage is opened without measurements
   * @param metadata null when the storage is opened without metadata
   */
  private record Stores(@Nullable TimeSeriesStore series, @Nullable MetadataStore metadata) {
    static Stores open(EsmondStorageBuilder options, StoreContext context) {
      TimeSeriesStore series = null;
      try {
        if (options.withMeasurements) {
          series = options.seriesProvider().open(options.conf, context);
        }
        return new Stores(
            series,
            options.withMetadata ? options.metadataProvider().open(options.conf, context) : null);
      } catch (RuntimeException | Error e) {
        if (series != null) {
          series.close();
        }
        throw e;
      }
    }

    List<Supplier<StoreHealth>> healths() {
      List<Supplier<StoreHealth>> healths = new ArrayList<>();
      if (series != null) {
        healths.add(series::health);
      }
      if (metadata != null) {
        healths.add(metadata::health);
      }
      return healths;
    }
  }

  /** Opens the back ends, puts the parts together, and starts what works in the background. */
  static StorageParts open(EsmondStorageBuilder options) {
    try {
      return started(options);
    } catch (LinkageError | ServiceConfigurationError e) {
      throw ClassPathFault.of(e).orElseThrow();
    }
  }

  private static StorageParts started(EsmondStorageBuilder options) {
    StorageParts parts = new StorageParts(options);
    try {
      parts.start(options);
      return parts;
    } catch (RuntimeException | Error e) {
      parts.close();
      throw e;
    }
  }

  private void start(EsmondStorageBuilder options) {
    Map<String, StorageClock.Servers> servers = new LinkedHashMap<>();
    if (measurements != null) {
      servers.put("Cassandra", measurements.store::serverTimes);
    }
    if (metadata != null) {
      servers.put("PostgreSQL", metadata.store::serverTimes);
    }
    healthMonitor.start();
    CompletionStage<Void> timeIsKnown = clock.start(servers, options.inBackground, threads);
    if (measurements != null) {
      measurements.replicationService.start(options.inBackground);
    }
    if (!options.inBackground) {
      Futures.await(timeIsKnown);
    }
    if (measurements != null
        && measurements.maintenance != null
        && options.backgroundMaintenance
        && !options.readOnly) {
      measurements.maintenance.start();
    }
  }

  Archive archive() {
    return measurements("EsmondStorage.archive").archive;
  }

  ReplicationManager replication() {
    return measurements("EsmondStorage.replication").replication;
  }

  Maintenance maintenance() {
    Maintenance maintenance = measurements("EsmondStorage.maintenance").maintenance;
    if (maintenance == null) {
      throw absent("EsmondStorage.maintenance", StoreException.Store.POSTGRESQL);
    }
    return maintenance;
  }

  MetadataRepository metadata() {
    return metadata("EsmondStorage.metadata").repository;
  }

  AccessRepository access() {
    return metadata("EsmondStorage.access").access;
  }

  private MeasurementParts measurements(String name) {
    if (measurements == null) {
      throw absent(name, StoreException.Store.CASSANDRA);
    }
    return measurements;
  }

  private MetadataParts metadata(String name) {
    if (metadata == null) {
      throw absent(name, StoreException.Store.POSTGRESQL);
    }
    return metadata;
  }

  private static StoreException absent(String name, StoreException.Store store) {
    return new StoreException(
        ErrorCode.STORE_ABSENT,
        store,
        name
            + (store == StoreException.Store.CASSANDRA
                ? " needs measurements, but the storage was opened with onlyMetadata()"
                : " needs metadata, but the storage was opened with onlyMeasurements()")
            + ": open one with both stores",
        List.of(),
        null);
  }

  /** Returns what is known of the health, without waiting. */
  StorageHealth health() {
    Maintenance maintenance = measurements == null ? null : measurements.maintenance;
    return new StorageHealth(
        measurements == null
            ? StoreHealth.absent(StoreException.Store.CASSANDRA)
            : measurements.store.health(),
        metadata == null
            ? StoreHealth.absent(StoreException.Store.POSTGRESQL)
            : metadata.store.health(),
        readOnly,
        clock.status(),
        measurements != null && measurements.replicationService.repairDue(),
        metadata == null ? 0 : metadata.store.touchesWaiting(),
        maintenance == null ? List.of() : maintenance.lastRuns());
  }

  @Override
  public void close() {
    if (measurements != null) {
      measurements.endCalls();
    }
    if (metadata != null) {
      metadata.endCalls();
    }
    if (measurements != null) {
      measurements.endWork();
    }
    try {
      if (metadata != null) {
        metadata.store.close();
      }
    } finally {
      try {
        if (measurements != null) {
          measurements.store.close();
        }
      } finally {
        threads.close();
        instruments.meters().close();
      }
    }
  }
}

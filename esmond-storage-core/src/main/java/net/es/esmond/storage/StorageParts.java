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
import net.es.esmond.storage.internal.meters.MeterSource;
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
  private final boolean readOnly;
  private @Nullable TimeSeriesStore seriesStore;
  private @Nullable MetadataStore metadataStore;

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
    Optional<String> noWrites = options.readOnly ? Optional.of(READ_ONLY) : Optional.empty();
    try {
      if (options.withMeasurements) {
        seriesStore = options.seriesProvider().open(options.conf, context);
      }
      if (options.withMetadata) {
        metadataStore = options.metadataProvider().open(options.conf, context);
      }
      metadata =
          metadataStore == null
              ? null
              : new MetadataParts(options, metadataStore, threads, noWrites, instruments.calls());
      measurements =
          seriesStore == null
              ? null
              : new MeasurementParts(
                  options,
                  context,
                  seriesStore,
                  metadataStore,
                  clock,
                  threads,
                  noWrites,
                  instruments);
      start(options, context);
    } catch (RuntimeException | Error e) {
      try {
        close();
      } catch (RuntimeException | Error later) {
        e.addSuppressed(later);
      }
      throw e;
    }
  }

  /**
   * Opens the back ends, puts the parts together, and starts what works in the background. If any
   * of this fails, all that was opened is closed again.
   */
  static StorageParts open(EsmondStorageBuilder options) {
    try {
      return new StorageParts(options);
    } catch (LinkageError | ServiceConfigurationError e) {
      throw ClassPathFault.of(e).orElseThrow();
    }
  }

  private void start(EsmondStorageBuilder options, StoreContext context) {
    List<Supplier<StoreHealth>> healths = new ArrayList<>();
    Map<String, StorageClock.Servers> servers = new LinkedHashMap<>();
    if (measurements != null) {
      healths.add(measurements.store::health);
      servers.put("Cassandra", measurements.store::serverTimes);
    }
    if (metadata != null) {
      healths.add(metadata.store::health);
      servers.put("PostgreSQL", metadata.store::serverTimes);
    }
    HealthListener listener = context.service(HealthListener.class).orElse((before, after) -> {});
    new HealthMonitor(healths, listener, threads).start();
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
    // From the last to the first, whatever fails.
    try (MeterSource meters = instruments.meters();
        threads;
        TimeSeriesStore series = seriesStore;
        MetadataStore records = metadataStore) {
      if (measurements != null) {
        measurements.endCalls();
      }
      if (metadata != null) {
        metadata.endCalls();
      }
      if (measurements != null) {
        measurements.endWork();
      }
    }
  }
}

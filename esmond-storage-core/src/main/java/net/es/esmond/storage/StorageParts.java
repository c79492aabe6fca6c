package net.es.esmond.storage;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.error.InterruptedCallException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.CallGate;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.metadata.HostLookup;
import net.es.esmond.storage.internal.read.RepairAwareReads;
import net.es.esmond.storage.internal.replication.ReplicationService;
import net.es.esmond.storage.internal.summary.AllowedLateness;
import net.es.esmond.storage.internal.summary.WindowRule;
import net.es.esmond.storage.internal.time.StorageClock;
import net.es.esmond.storage.progress.ProgressListener;
import net.es.esmond.storage.replication.ReplicationOptions;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.spi.TimeSeriesStore;

/** Opens the back ends of a storage, puts its facades together, and closes all of them. */
final class StorageParts implements AutoCloseable {
  private final StorageThreads threads;
  private final CallGate seriesCalls;
  private final CallGate metadataCalls;
  private final HostLookup lookup;
  private final ReplicationService replicationService;
  final StorageClock clock;
  final TimeSeriesStore series;
  final MetadataStore metadataStore;
  final Archive archive;
  final MetadataRepository metadata;
  final AccessRepository access;
  final Maintenance maintenance;
  final ReplicationManager replication;

  private StorageParts(EsmondStorageBuilder options) {
    EsmondConf conf = options.conf;
    RetentionPolicies retention = options.retention;
    AllowedLateness lateness = options.lateness;
    Duration seriesTimeout = conf.cassandra().requestTimeout();
    Duration metadataTimeout = conf.sql().requestTimeout();
    threads = new StorageThreads(options.completionExecutor);
    clock = options.storageClock();
    StoreContext context =
        new StoreContext(
            clock,
            options.services,
            threads.scheduler(),
            threads.executor(),
            threads.completions());
    ReplicationOptions replicationOptions =
        context.service(ReplicationOptions.class).orElseGet(ReplicationOptions::defaults);
    ProgressListener progress = context.service(ProgressListener.class).orElse(report -> {});
    Stores stores = Stores.open(options, context, threads);
    series = stores.series();
    metadataStore = stores.metadata();
    seriesCalls = new CallGate(StoreException.Store.CASSANDRA, threads.completions());
    metadataCalls = new CallGate(StoreException.Store.POSTGRESQL, threads.completions());
    lookup = new HostLookup(threads.timed());
    metadata =
        new MetadataRepository(
            metadataCalls,
            metadataStore,
            lookup,
            test -> WindowRule.check(test, retention, lateness),
            metadataTimeout);
    access = new AccessRepository(metadataCalls, metadataStore.access(), metadataTimeout);
    // Identifies this instance to the others, and to people who read the control keyspace.
    String owner = ManagementFactory.getRuntimeMXBean().getName() + "/" + UUID.randomUUID();
    replicationService =
        new ReplicationService(
            series.replication(),
            series.leases(),
            conf.cassandra(),
            replicationOptions,
            owner,
            threads,
            clock,
            progress);
    replication =
        new ReplicationManager(
            seriesCalls, replicationService, conf.cassandra().replicas(), seriesTimeout);
    archive =
        new Archive(
            seriesCalls,
            series,
            metadataStore,
            new Archive.Settings(
                clock,
                options.keepMilliseconds,
                options.conflicts,
                seriesTimeout,
                retention,
                lateness,
                new RepairAwareReads(
                    replicationService::repairDue,
                    replicationService::allReachable,
                    replicationOptions.whenIncomplete()),
                threads.timed()));
    maintenance =
        new Maintenance(
            seriesCalls,
            series,
            metadataStore,
            new Maintenance.Settings(
                clock,
                owner,
                seriesTimeout,
                retention,
                lateness,
                replicationService::repairDue,
                progress));
  }

  /** The two open back ends. If one cannot be opened, the other is closed again. */
  private record Stores(TimeSeriesStore series, MetadataStore metadata) {
    static Stores open(EsmondStorageBuilder options, StoreContext context, StorageThreads threads) {
      try {
        TimeSeriesStore series = options.seriesProvider().open(options.conf, context);
        try {
          return new Stores(series, options.metadataProvider().open(options.conf, context));
        } catch (RuntimeException | Error e) {
          series.close();
          throw e;
        }
      } catch (RuntimeException | Error e) {
        threads.close();
        throw e;
      }
    }
  }

  /** Opens the back ends, puts the parts together, and starts what works in the background. */
  static StorageParts open(EsmondStorageBuilder options) {
    StorageParts parts = new StorageParts(options);
    CompletionStage<Void> timeIsKnown =
        parts.clock.start(
            parts.series::serverTimes, parts.metadataStore::serverTimes, parts.threads);
    parts.replicationService.start();
    try {
      Futures.await(timeIsKnown);
    } catch (InterruptedCallException e) {
      parts.close();
      throw e;
    }
    if (options.backgroundMaintenance) {
      parts.maintenance.start();
    }
    return parts;
  }

  @Override
  public void close() {
    seriesCalls.close();
    metadataCalls.close();
    lookup.close();
    maintenance.close();
    replicationService.close();
    try {
      metadataStore.close();
    } finally {
      try {
        series.close();
      } finally {
        threads.close();
      }
    }
  }
}

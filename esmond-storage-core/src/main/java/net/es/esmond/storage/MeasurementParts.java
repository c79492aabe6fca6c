package net.es.esmond.storage;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.CallGate;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.metadata.SeriesRecords;
import net.es.esmond.storage.internal.meters.Instruments;
import net.es.esmond.storage.internal.read.RepairAwareReads;
import net.es.esmond.storage.internal.replication.ReplicationService;
import net.es.esmond.storage.internal.time.StorageClock;
import net.es.esmond.storage.progress.ProgressListener;
import net.es.esmond.storage.replication.ReplicationOptions;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.spi.TimeSeriesStore;
import org.jspecify.annotations.Nullable;

/** The parts of a storage that use the store of measurements, with metadata or without. */
final class MeasurementParts {
  private static final String NO_RECORDS =
      "the storage was opened with onlyMeasurements(), and a write needs the record of its test:"
          + " open a storage with metadata";

  final TimeSeriesStore store;
  final ReplicationService replicationService;
  final ReplicationManager replication;
  final Archive archive;

  /** Absent without metadata. */
  final @Nullable Maintenance maintenance;

  private final CallGate calls;
  private final CallGate archiveCalls;

  /**
   * Puts the parts together.
   *
   * @param metadata the store of metadata; null when the storage was opened without
   * @param noWrites why calls that write are refused; empty when they are not
   * @param instruments what the host hears of calls, points and windows
   */
  MeasurementParts(
      EsmondStorageBuilder options,
      StoreContext context,
      TimeSeriesStore store,
      @Nullable MetadataStore metadata,
      StorageClock clock,
      StorageThreads threads,
      Optional<String> noWrites,
      Instruments instruments) {
    CassandraConf conf = options.conf.cassandra();
    Duration timeout = conf.requestTimeout();
    ReplicationOptions replicationOptions =
        context.service(ReplicationOptions.class).orElseGet(ReplicationOptions::defaults);
    ProgressListener progress = context.service(ProgressListener.class).orElse(report -> {});
    // Identifies this instance to the others, and to people who read the control keyspace.
    String owner = ManagementFactory.getRuntimeMXBean().getName() + "/" + UUID.randomUUID();
    this.store = store;
    calls = gate(threads, noWrites, instruments);
    archiveCalls = metadata != null ? calls : gate(threads, Optional.of(NO_RECORDS), instruments);
    replicationService =
        new ReplicationService(
            store.replication(),
            store.leases(),
            conf,
            replicationOptions,
            owner,
            threads,
            clock,
            progress,
            noWrites.isPresent());
    replication = new ReplicationManager(calls, replicationService, conf.replicas(), timeout);
    archive =
        new Archive(
            archiveCalls,
            store,
            metadata == null ? SeriesRecords.assumed() : SeriesRecords.registered(metadata),
            new Archive.Settings(
                clock,
                options.keepMilliseconds,
                options.conflicts,
                timeout,
                options.retention,
                options.lateness,
                new RepairAwareReads(
                    replicationService::repairDue,
                    store::everyReplicaUp,
                    store::servedRemotely,
                    replicationOptions.whenIncomplete()),
                threads.timed(),
                instruments.meters()));
    maintenance =
        metadata == null
            ? null
            : new Maintenance(
                calls,
                store,
                metadata,
                new Maintenance.Settings(
                    clock,
                    owner,
                    timeout,
                    options.retention,
                    options.lateness,
                    replicationService::repairDue,
                    progress,
                    instruments.meters()));
  }

  private static CallGate gate(
      StorageThreads threads, Optional<String> noWrites, Instruments instruments) {
    return new CallGate(StoreException.Store.CASSANDRA, threads, noWrites, instruments.calls());
  }

  /** Ends the calls under way, and refuses further ones. */
  void endCalls() {
    calls.close();
    archiveCalls.close();
  }

  /** Ends what works in the background. */
  void endWork() {
    if (maintenance != null) {
      maintenance.close();
    }
    replicationService.close();
  }
}

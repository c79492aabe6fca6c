package net.es.esmond.storage.internal.replication;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.replication.ReplicationChange;
import net.es.esmond.storage.replication.ReplicationStatus;
import net.es.esmond.storage.spi.ClusterSnapshot;
import net.es.esmond.storage.spi.ControlRecord;
import net.es.esmond.storage.spi.ReplicationPort;
import org.jspecify.annotations.Nullable;

/**
 * Observes the cluster and the control record, and keeps the newest observation for as long as it
 * is valid. Safe for use by many threads.
 */
final class ClusterObserver {
  /**
   * Number of poll intervals for which an observation is valid, from its beginning. Then this
   * instance no longer knows whether replicas are being added, and takes a repair for due.
   */
  private static final int VALID_INTERVALS = 4;

  /**
   * Number of poll intervals after which no instance relies on an older observation, one more than
   * needed.
   */
  private static final int HEARD_AFTER_INTERVALS = 5;

  private final ReplicationPort port;
  private final StatusEvaluator statuses;
  private final ControlRecordStore records;
  private final long validNanos;
  private volatile @Nullable Observation last;

  /**
   * One observation of the cluster.
   *
   * @param record the control record, with changes that were observed but may not be stored yet
   * @param kept whether the record is stored as it is here
   */
  record Observation(
      long begunNanos,
      ClusterSnapshot cluster,
      ControlRecord record,
      boolean kept,
      ReplicationStatus status) {
    Optional<ReplicationChange> change() {
      return record.change();
    }
  }

  /**
   * Creates an observer that has not observed anything.
   *
   * @param interval usual time between two observations
   */
  ClusterObserver(
      ReplicationPort port,
      StatusEvaluator statuses,
      ControlRecordStore records,
      Duration interval) {
    this.port = port;
    this.statuses = statuses;
    this.records = records;
    this.validNanos = interval.multipliedBy(VALID_INTERVALS).toNanos();
  }

  /**
   * Returns the time after which every instance has heard of a record, as an instance that has not
   * observed the cluster since takes a repair for due.
   *
   * @param interval the poll interval of all instances
   */
  static Duration mustHaveHeard(Duration interval) {
    return interval.multipliedBy(HEARD_AFTER_INTERVALS);
  }

  /**
   * Returns whether reads may miss rows that only some replicas have; true while this is not known,
   * which is before the first observation and once the last one is no longer valid.
   */
  boolean repairDue() {
    Observation seen = last;
    return seen == null || isInvalid(seen) || Stage.repairDue(seen.record());
  }

  private boolean isInvalid(Observation observation) {
    return System.nanoTime() - observation.begunNanos() > validNanos;
  }

  /** Observes the cluster now. */
  CompletionStage<Observation> observe(Deadline deadline) {
    long begun = System.nanoTime();
    // A snapshot older than the record would seem to take back what the record already tells.
    return port.load(deadline)
        .thenApply(this::newest)
        .thenCompose(
            known ->
                port.snapshot(deadline)
                    .thenApply(
                        cluster -> {
                          ControlRecord before =
                              known.orElseGet(
                                  () -> ControlRecordTransitions.first(cluster.replication()));
                          ControlRecord now = records.noticed(before, cluster);
                          return observed(
                              begun, cluster, now, before.version() > 0 && now.equals(before));
                        }));
  }

  /** An answer of few replicas may be older than a record that was observed before. */
  private Optional<ControlRecord> newest(Optional<ControlRecord> loaded) {
    Observation seen = last;
    return seen != null && seen.record().version() > loaded.map(ControlRecord::version).orElse(0L)
        ? Optional.of(seen.record())
        : loaded;
  }

  /** Stores the control record of an observation for all instances, unless it is stored. */
  CompletionStage<Observation> keep(Observation observation, Deadline deadline) {
    ClusterSnapshot cluster = observation.cluster();
    return observation.kept()
        ? CompletableFuture.completedFuture(observation)
        : records
            .notice(observation.record().version(), cluster, deadline)
            .thenApply(record -> observed(observation.begunNanos(), cluster, record, true));
  }

  private Observation observed(
      long begun, ClusterSnapshot cluster, ControlRecord record, boolean kept) {
    Observation observation =
        new Observation(begun, cluster, record, kept, statuses.of(cluster, record));
    synchronized (this) {
      if (last == null || observation.begunNanos() - last.begunNanos() >= 0) {
        last = observation;
      }
    }
    return observation;
  }
}

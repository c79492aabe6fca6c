package net.es.esmond.storage.internal.replication;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.spi.ClusterSnapshot;
import net.es.esmond.storage.spi.ControlRecord;
import net.es.esmond.storage.spi.ReplicationPort;

/** Updates the control record that all instances share. Safe for use by many threads. */
final class ControlRecordStore {
  /**
   * Number of attempts to update the control record when other instances change it at the same
   * time.
   */
  private static final int ATTEMPTS = 10;

  private final ReplicationPort port;
  private final String owner;
  private final Clock clock;

  ControlRecordStore(ReplicationPort port, String owner, Clock clock) {
    this.port = port;
    this.owner = owner;
    this.clock = clock;
  }

  /**
   * Returns the control record with the keyspace's actual replication; the same record when nothing
   * was altered.
   */
  ControlRecord noticed(ControlRecord record, ClusterSnapshot cluster) {
    return ControlRecordTransitions.noticed(
        record, cluster.replication(), cluster.localDatacenter(), owner, clock.instant());
  }

  /**
   * Stores the keyspace's actual replication, if the stored record has another one. A record that
   * was replaced since it was read is left alone, as it may be newer than the observation.
   *
   * @param version the record's version when it was read, before the observation
   */
  CompletionStage<ControlRecord> notice(long version, ClusterSnapshot cluster, Deadline deadline) {
    return update(
        cluster.replication(),
        record -> record.version() == version ? noticed(record, cluster) : record,
        deadline);
  }

  /**
   * Updates the stored control record, and repeats that when another instance changed the record
   * meanwhile. An update that changes nothing writes nothing. Applying the update twice must be
   * harmless.
   *
   * @param actual the keyspace's replication, from which the very first record is made
   */
  CompletionStage<ControlRecord> update(
      KeyspaceReplication actual, UnaryOperator<ControlRecord> move, Deadline deadline) {
    return update(actual, move, deadline, ATTEMPTS);
  }

  private CompletionStage<ControlRecord> update(
      KeyspaceReplication actual,
      UnaryOperator<ControlRecord> move,
      Deadline deadline,
      int attempts) {
    if (attempts == 0) {
      return CompletableFuture.failedFuture(
          new StoreException(
              ErrorCode.STORE_UNAVAILABLE,
              StoreException.Store.CASSANDRA,
              "other instances changed the control record "
                  + ATTEMPTS
                  + " times meanwhile: repeat the call",
              List.of(),
              null));
    }
    return port.load(deadline)
        .thenCompose(
            found -> {
              ControlRecord record = found.orElseGet(() -> ControlRecordTransitions.first(actual));
              ControlRecord moved = move.apply(record);
              if (record.version() > 0 && moved.equals(record)) {
                return CompletableFuture.completedFuture(record);
              }
              ControlRecord next =
                  new ControlRecord(record.version() + 1, moved.settled(), moved.change());
              return port.replace(next, deadline)
                  .thenCompose(
                      replaced ->
                          replaced
                              ? CompletableFuture.completedFuture(next)
                              : update(actual, move, deadline, attempts - 1));
            });
  }
}

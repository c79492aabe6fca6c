package net.es.esmond.storage.internal.replication;

import java.time.Instant;
import java.util.Optional;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.ReplicationChange;
import net.es.esmond.storage.spi.ControlRecord;

/** Computes the transitions of a control record that begin, end or replace a change. */
final class ControlRecordTransitions {
  private ControlRecordTransitions() {}

  static ControlRecord first(KeyspaceReplication settled) {
    return new ControlRecord(0, settled, Optional.empty());
  }

  static ControlRecord started(
      ControlRecord record, KeyspaceReplication target, String datacenter, String by, Instant now) {
    KeyspaceReplication stage = Stage.next(record.settled(), target, datacenter);
    return new ControlRecord(
        record.version(),
        record.settled(),
        Optional.of(ReplicationChange.begun(record.settled(), target, stage, true, by, now)));
  }

  /** Returns the record after the end of a stage: at the next stage, or without a change. */
  static ControlRecord settled(ControlRecord record, ReplicationChange change, String datacenter) {
    KeyspaceReplication reached = change.stage();
    return new ControlRecord(
        record.version(),
        reached,
        reached.equals(change.to())
            ? Optional.empty()
            : Optional.of(change.withStage(Stage.next(reached, change.to(), datacenter))));
  }

  /**
   * Returns the record with the keyspace's actual replication, which somebody may have altered
   * outside the library.
   *
   * @return the same record when nothing was altered
   */
  static ControlRecord noticed(
      ControlRecord record, KeyspaceReplication actual, String datacenter, String by, Instant now) {
    if (record.change().isEmpty()) {
      return altered(record, actual, by, now);
    }
    ReplicationChange under = record.change().get();
    if (actual.equals(under.stage())) {
      return under.altered() ? record : record.moved(ReplicationChange::withAltered);
    }
    if (actual.equals(record.settled()) && !under.altered()) {
      return record;
    }
    // The replicas that both replications have in common are filled.
    KeyspaceReplication fewer =
        record.settled().replicasIn(datacenter) <= under.stage().replicasIn(datacenter)
            ? record.settled()
            : under.stage();
    return altered(new ControlRecord(record.version(), fewer, Optional.empty()), actual, by, now);
  }

  /**
   * Returns a record without a change, or with the change that somebody's ALTER began outside the
   * library.
   */
  private static ControlRecord altered(
      ControlRecord record, KeyspaceReplication actual, String by, Instant now) {
    return actual.equals(record.settled())
        ? record
        : new ControlRecord(
            record.version(),
            record.settled(),
            Optional.of(ReplicationChange.begun(record.settled(), actual, actual, false, by, now)));
  }
}

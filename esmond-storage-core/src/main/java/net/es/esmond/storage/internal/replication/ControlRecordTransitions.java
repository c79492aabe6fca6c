package net.es.esmond.storage.internal.replication;

import java.time.Instant;
import java.util.Optional;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.ReplicationChange;
import net.es.esmond.storage.spi.ControlRecord;

/** The moves of a control record that reach beyond the change under way. */
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

  /** The stage is reached: on to the next one, or done. */
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
   * Takes notice of a replication that no one here asked for: someone else's ALTER.
   *
   * @return the same record when there is nothing to take notice of
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
    // What both replications had in common is filled.
    KeyspaceReplication fewer =
        record.settled().replicasIn(datacenter) <= under.stage().replicasIn(datacenter)
            ? record.settled()
            : under.stage();
    return altered(new ControlRecord(record.version(), fewer, Optional.empty()), actual, by, now);
  }

  /** A record at rest, with someone else's ALTER under way if there was one. */
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

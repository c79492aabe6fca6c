package net.es.esmond.storage.internal.replication;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
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
   * Returns the record with its change called off: a change from where the keyspace is back to the
   * settled replication. Before its ALTER was seen, the change keeps its stage, as that ALTER may
   * be under way.
   *
   * @return the same record when no change is under way
   */
  static ControlRecord calledOff(ControlRecord record, String datacenter, String by, Instant now) {
    if (record.change().isEmpty()) {
      return record;
    }
    ReplicationChange change = record.change().get();
    KeyspaceReplication settled = record.settled();
    if (change.to().equals(settled)) {
      return record.moved(ReplicationChange::withApproved);
    }
    return change.altered()
        ? back(record, change.stage(), datacenter, by, now)
        : toSettled(record, settled, change.stage(), by, now);
  }

  /** Returns the record with a change from a replication back to the settled one. */
  private static ControlRecord back(
      ControlRecord record, KeyspaceReplication from, String datacenter, String by, Instant now) {
    return toSettled(record, from, Stage.next(from, record.settled(), datacenter), by, now);
  }

  private static ControlRecord toSettled(
      ControlRecord record,
      KeyspaceReplication from,
      KeyspaceReplication stage,
      String by,
      Instant now) {
    KeyspaceReplication settled = record.settled();
    return new ControlRecord(
        record.version(),
        settled,
        Optional.of(ReplicationChange.begun(from, settled, stage, true, by, now)));
  }

  /** Returns the record without the change that was called off before its ALTER. */
  static ControlRecord ended(ControlRecord record) {
    return new ControlRecord(record.version(), record.settled(), Optional.empty());
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
    Stage stage = Stage.of(record);
    if (actual.equals(stage.to())) {
      if (Stage.isCalledOffUnaltered(under)) {
        return back(record, actual, datacenter, under.requestedBy(), under.startedAt());
      }
      return under.altered() ? record : record.moved(ReplicationChange::withAltered);
    }
    if (actual.equals(stage.from()) && !under.altered()) {
      return record;
    }
    // The replicas that these replications have in common are filled.
    KeyspaceReplication fewest =
        Stream.of(record.settled(), stage.from(), stage.to())
            .min(Comparator.comparing(each -> each.replicasIn(datacenter)))
            .orElseThrow();
    return altered(new ControlRecord(record.version(), fewest, Optional.empty()), actual, by, now);
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

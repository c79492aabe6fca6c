package net.es.esmond.storage.replication.internal;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.spi.ControlRecord;
import net.es.esmond.storage.spi.ControlRecord.ChangeRecord;

/** The moves of a control record: each makes the next version. */
final class Records {
  private Records() {}

  static ControlRecord first(KeyspaceReplication settled) {
    return new ControlRecord(1, settled, Optional.empty());
  }

  static ControlRecord started(ControlRecord record, ChangeRecord change) {
    return next(record, record.settled(), Optional.of(change));
  }

  static ChangeRecord change(
      ControlRecord record,
      KeyspaceReplication target,
      KeyspaceReplication stage,
      boolean approved,
      String by,
      Instant now) {
    return new ChangeRecord(
        UUID.randomUUID(),
        record.settled(),
        target,
        stage,
        !approved,
        approved,
        by,
        now,
        Set.of(),
        Set.of(),
        Optional.empty());
  }

  static ControlRecord approved(ControlRecord record) {
    return with(record, c -> copy(c, c.altered(), true, c.repaired(), c.cleaned(), null));
  }

  static ControlRecord altered(ControlRecord record) {
    return with(record, c -> copy(c, true, c.approved(), c.repaired(), c.cleaned(), null));
  }

  static ControlRecord repaired(ControlRecord record, UUID node) {
    return with(
        record,
        c -> copy(c, c.altered(), c.approved(), plus(c.repaired(), node), c.cleaned(), null));
  }

  static ControlRecord cleaned(ControlRecord record, UUID node) {
    return with(
        record,
        c -> copy(c, c.altered(), c.approved(), c.repaired(), plus(c.cleaned(), node), null));
  }

  static ControlRecord stuck(ControlRecord record, String problem) {
    return with(
        record, c -> copy(c, c.altered(), c.approved(), c.repaired(), c.cleaned(), problem));
  }

  /** Replicas differ after their repair: it is due again, and someone must look at it. */
  static ControlRecord differing(ControlRecord record, String problem) {
    return with(record, c -> copy(c, c.altered(), false, Set.of(), c.cleaned(), problem));
  }

  /** The stage is reached: on to the next one, or done. */
  static ControlRecord settled(ControlRecord record, ChangeRecord change, String datacenter) {
    KeyspaceReplication reached = change.stage();
    return next(
        record,
        reached,
        reached.equals(change.target())
            ? Optional.empty()
            : Optional.of(
                new ChangeRecord(
                    change.id(),
                    change.from(),
                    change.target(),
                    Stage.next(reached, change.target(), datacenter),
                    false,
                    change.approved(),
                    change.requestedBy(),
                    change.startedAt(),
                    Set.of(),
                    Set.of(),
                    Optional.empty())));
  }

  /**
   * Takes notice of a replication that no one here asked for: someone else's ALTER.
   *
   * @return the same record when there is nothing to take notice of
   */
  static ControlRecord noticed(
      ControlRecord record, KeyspaceReplication actual, String datacenter, String by, Instant now) {
    Optional<ChangeRecord> change = record.change();
    if (change.isEmpty()) {
      return actual.equals(record.settled())
          ? record
          : started(record, change(record, actual, actual, false, by, now));
    }
    ChangeRecord under = change.get();
    if (actual.equals(under.stage())) {
      return under.altered() ? record : altered(record);
    }
    if (actual.equals(record.settled()) && !under.altered()) {
      return record;
    }
    // What both replications had in common is filled.
    KeyspaceReplication fewer =
        record.settled().replicasIn(datacenter) <= under.stage().replicasIn(datacenter)
            ? record.settled()
            : under.stage();
    ControlRecord base = next(record, fewer, Optional.empty());
    return actual.equals(fewer)
        ? base
        : next(record, fewer, Optional.of(change(base, actual, actual, false, by, now)));
  }

  private interface Move {
    ChangeRecord of(ChangeRecord change);
  }

  private static ControlRecord with(ControlRecord record, Move move) {
    return next(record, record.settled(), record.change().map(move::of));
  }

  private static ControlRecord next(
      ControlRecord record, KeyspaceReplication settled, Optional<ChangeRecord> change) {
    return new ControlRecord(record.version() + 1, settled, change);
  }

  private static ChangeRecord copy(
      ChangeRecord change,
      boolean altered,
      boolean approved,
      Set<UUID> repaired,
      Set<UUID> cleaned,
      @org.jspecify.annotations.Nullable String problem) {
    return new ChangeRecord(
        change.id(),
        change.from(),
        change.target(),
        change.stage(),
        altered,
        approved,
        change.requestedBy(),
        change.startedAt(),
        repaired,
        cleaned,
        Optional.ofNullable(problem));
  }

  private static Set<UUID> plus(Set<UUID> nodes, UUID node) {
    Set<UUID> more = new HashSet<>(nodes);
    more.add(node);
    return more;
  }
}

package net.es.esmond.storage.spi;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.es.esmond.storage.replication.KeyspaceReplication;

/**
 * What all instances know of a keyspace's replication; kept by the store, replaced as a whole.
 *
 * @param version counts the replacements, from 1
 * @param settled the replication whose replicas are known to be filled
 * @param change the change under way
 */
public record ControlRecord(
    long version, KeyspaceReplication settled, Optional<ChangeRecord> change) {
  /** Refuses nulls. */
  public ControlRecord {
    Objects.requireNonNull(settled, "settled");
    Objects.requireNonNull(change, "change");
  }

  /**
   * A change under way.
   *
   * @param id its identity
   * @param from the settled replication when it began
   * @param target the replication in the end
   * @param stage the replication being brought about
   * @param altered whether the keyspace was seen at this stage
   * @param approved whether it was asked for, and not only noticed
   * @param requestedBy the process that started, or noticed, it
   * @param startedAt when
   * @param repaired nodes repaired in this stage
   * @param cleaned nodes cleaned up in this stage
   * @param problem why it does not go on; empty when it does
   */
  public record ChangeRecord(
      UUID id,
      KeyspaceReplication from,
      KeyspaceReplication target,
      KeyspaceReplication stage,
      boolean altered,
      boolean approved,
      String requestedBy,
      Instant startedAt,
      Set<UUID> repaired,
      Set<UUID> cleaned,
      Optional<String> problem) {
    /** Copies the sets. */
    public ChangeRecord {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(from, "from");
      Objects.requireNonNull(target, "target");
      Objects.requireNonNull(stage, "stage");
      Objects.requireNonNull(requestedBy, "requestedBy");
      Objects.requireNonNull(startedAt, "startedAt");
      repaired = Set.copyOf(repaired);
      cleaned = Set.copyOf(cleaned);
      Objects.requireNonNull(problem, "problem");
    }
  }
}

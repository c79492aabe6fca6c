package net.es.esmond.storage.spi;

import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.ReplicationChange;

/**
 * The control record of a keyspace's replication, on which all instances agree. The store keeps it
 * and replaces it as a whole.
 *
 * @param version counts the replacements, from 1; 0 is not kept in this form yet
 * @param settled the replication whose replicas are known to be filled
 * @param change the change under way; its due steps are not stored
 */
public record ControlRecord(
    long version, KeyspaceReplication settled, Optional<ReplicationChange> change) {
  /** Refuses nulls. */
  public ControlRecord {
    Objects.requireNonNull(settled, "settled");
    Objects.requireNonNull(change, "change");
  }

  /**
   * Returns the record after a transition of the change under way.
   *
   * @param move the transition, from the change before to the change after
   * @return the record with the change after, of the same version; this record when no change is
   *     under way
   */
  public ControlRecord moved(UnaryOperator<ReplicationChange> move) {
    return new ControlRecord(version, settled, change.map(move));
  }
}

package net.es.esmond.storage.spi;

import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.ReplicationChange;

/**
 * What all instances know of a keyspace's replication; kept by the store, replaced as a whole.
 *
 * @param version counts the replacements, from 1; 0 is not kept in this form yet
 * @param settled the replication whose replicas are known to be filled
 * @param change the change under way; what is due in it is not kept
 */
public record ControlRecord(
    long version, KeyspaceReplication settled, Optional<ReplicationChange> change) {
  /** Refuses nulls. */
  public ControlRecord {
    Objects.requireNonNull(settled, "settled");
    Objects.requireNonNull(change, "change");
  }

  /**
   * Makes a move within the change under way.
   *
   * @param move the change after it
   * @return the record after it, of the same version; this record when no change is under way
   */
  public ControlRecord moved(UnaryOperator<ReplicationChange> move) {
    return new ControlRecord(version, settled, change.map(move));
  }
}

package net.es.esmond.storage.replication;

/** A listener that is called when the state of replication changes. */
@FunctionalInterface
public interface ReplicationListener {
  /**
   * Handles a change of the states, of the nodes that are up, of the replication or of the change
   * under way. It is called where stages of the archive complete, for one change after another. A
   * listener that blocks delays only its own later calls. An exception that it throws is logged.
   *
   * @param before the status before
   * @param after the status now
   */
  void changed(ReplicationStatus before, ReplicationStatus after);
}

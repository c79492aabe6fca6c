package net.es.esmond.storage.replication;

/** Is told when the state of replication changes. */
@FunctionalInterface
public interface ReplicationListener {
  /**
   * Something changed: the states, the nodes that are up, the replication or the change under way.
   * Called by the thread that watches, one change after another: return soon. What it throws is
   * logged.
   *
   * @param before the status before
   * @param after the status now
   */
  void changed(ReplicationStatus before, ReplicationStatus after);
}

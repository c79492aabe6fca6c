package net.es.esmond.storage.cassandra.service;

import net.es.esmond.storage.cluster.StoreState;

/**
 * A listener that is called when the state of the connections to the cluster changes. A host offers
 * it among the {@link net.es.esmond.storage.spi.StoreContext}'s services.
 */
@FunctionalInterface
public interface CassandraStateListener {

  /**
   * Handles a change of the state. The calls come one at a time, on the threads where callers'
   * stages complete. A listener that blocks delays its own later calls.
   *
   * @param from the state before
   * @param to the state now
   * @param reason what happened, for people
   */
  void changed(StoreState from, StoreState to, String reason);
}

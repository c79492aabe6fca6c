package net.es.esmond.storage.cassandra.service;

import net.es.esmond.storage.cluster.StoreState;

/**
 * Hears how the archive stands with its cluster. A host hands one in among the {@link
 * net.es.esmond.storage.spi.StoreContext}'s services.
 */
@FunctionalInterface
public interface CassandraStateListener {

  /**
   * Called after each change, one call at a time, where callers' stages complete: it may block, and
   * then hears late of what comes next.
   *
   * @param from the state before
   * @param to the state now
   * @param reason what happened, for people
   */
  void changed(StoreState from, StoreState to, String reason);
}

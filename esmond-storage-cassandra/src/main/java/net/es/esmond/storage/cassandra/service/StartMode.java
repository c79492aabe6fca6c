package net.es.esmond.storage.cassandra.service;

/**
 * A choice of how opening an archive treats a cluster that cannot be reached. A host offers it
 * among the {@link net.es.esmond.storage.spi.StoreContext}'s services; {@link #WAIT} is the
 * default.
 */
public enum StartMode {
  /** Opening waits for {@code cassandra_start_timeout}, and then fails. */
  WAIT,
  /**
   * Opening returns at once and connects in the background. Calls wait for it until their deadline.
   */
  IN_BACKGROUND
}

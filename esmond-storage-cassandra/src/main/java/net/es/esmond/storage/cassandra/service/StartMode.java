package net.es.esmond.storage.cassandra.service;

/**
 * What opening an archive does while its cluster cannot be reached. A host hands one in among the
 * {@link net.es.esmond.storage.spi.StoreContext}'s services; {@link #WAIT} is the default.
 */
public enum StartMode {
  /** Wait as long as {@code cassandra_start_timeout} says, then fail. */
  WAIT,
  /** Return at once and connect behind: calls wait for the connection until their deadline. */
  BEHIND
}

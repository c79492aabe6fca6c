package net.es.esmond.storage.cassandra;

/** How the archive stands with its cluster. */
public enum CassandraState {
  /** No connection yet: calls wait for one until their deadline. */
  CONNECTING,
  /** Every known node of the local datacenter is up. */
  UP,
  /** Some are down. */
  DEGRADED,
  /** All are down: calls wait until their deadline, and names are resolved anew meanwhile. */
  DOWN,
  /** Closed for good. */
  CLOSED
}

package net.es.esmond.storage.cluster;

/** How the archive stands with a store that consists of several nodes. */
public enum StoreState {
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

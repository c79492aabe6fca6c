package net.es.esmond.storage.cluster;

/** The state of the connections to a store that consists of several nodes. */
public enum StoreState {
  /** The first connection is not open yet. Calls wait for it until their deadline. */
  CONNECTING,
  /** Every known node of the local datacenter is up. */
  UP,
  /**
   * Some known nodes of the local datacenter are down, or calls cannot be served for another
   * reason, or a remote datacenter serves.
   */
  DEGRADED,
  /**
   * All known nodes that may serve are down. Calls wait until their deadline, and host names are
   * resolved again.
   */
  DOWN,
  /** The store is closed for good. */
  CLOSED,
  /** The storage was opened without this store, on purpose. */
  ABSENT
}

package net.es.esmond.storage.replication;

/** A state of a keyspace's replication. Several states may hold at once. */
public enum ReplicationState {
  /** None of the other states holds. */
  IN_SYNC,
  /** The replica count differs from {@code cassandra_replicas}. */
  DRIFT,
  /** The local datacenter has fewer nodes than replicas are asked for. */
  MORE_REPLICAS_THAN_NODES,
  /**
   * Nodes are down, and at the configured levels some range cannot be served, or would not survive
   * the loss of one more.
   */
  RANGES_AT_RISK,
  /** Replicas were added that a full repair of every node has yet to fill. */
  REPAIR_DUE
}

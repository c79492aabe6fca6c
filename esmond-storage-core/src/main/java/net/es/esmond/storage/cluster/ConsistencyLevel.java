package net.es.esmond.storage.cluster;

/** Cassandra's consistency levels: how many replicas must answer a read or acknowledge a write. */
public enum ConsistencyLevel {
  /** One replica anywhere. */
  ONE,
  /** Two replicas anywhere. */
  TWO,
  /** Three replicas anywhere. */
  THREE,
  /** A majority of all replicas. */
  QUORUM,
  /** Every replica. */
  ALL,
  /** One replica in the local datacenter. */
  LOCAL_ONE,
  /** A majority of the local datacenter's replicas. */
  LOCAL_QUORUM,
  /** A majority of the replicas in each datacenter. */
  EACH_QUORUM
}

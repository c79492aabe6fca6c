package net.es.esmond.storage.testkit.cassandra;

/** How a node joins its ring when it is started. */
enum JoinMode {
  /** With the other nodes of a ring that is made now. */
  FOUNDING,
  /** Into a ring that has data, of which it streams its share, or that of the node it replaces. */
  BOOTSTRAPPING,
  /** Into a ring that has data, and without any: with a new datacenter. */
  EMPTY,
  /** With its data, as a node that the others know. */
  RETURNING
}

package net.es.esmond.storage.replication;

import java.util.Objects;

/**
 * A reason why a change of replication is refused.
 *
 * @param reason the reason, for programs
 * @param detail the reason in words, for people: what is in the way, and what to do
 */
public record Refusal(Reason reason, String detail) {

  /** The reasons for a refusal. */
  public enum Reason {
    /** A node is down, and would miss the change and its repair. */
    NODE_DOWN,
    /** A node is joining. */
    NODE_JOINING,
    /** A node is leaving. */
    NODE_LEAVING,
    /** A node is moving. */
    NODE_MOVING,
    /** The library cannot see whether nodes are joining or leaving. */
    TOPOLOGY_UNKNOWN,
    /** The nodes do not agree on the schema. */
    SCHEMA_DISAGREEMENT,
    /** The nodes run different versions of Cassandra, and cannot agree on a schema. */
    MIXED_VERSIONS,
    /** The local datacenter has fewer nodes than replicas are asked for. */
    MORE_REPLICAS_THAN_NODES,
    /** The keyspace's strategy does not allow the change, or would have to change. */
    STRATEGY,
    /** After a node loss that the keyspace is to survive, users could no longer log in. */
    SYSTEM_AUTH_BEHIND,
    /** A table's gc_grace_seconds is 0: no hints are kept, and deleted data may come back. */
    GC_GRACE_ZERO,
    /** Another change is under way. */
    CHANGE_UNDER_WAY,
    /** The keyspace's replication has changed since the plan was made. */
    PLAN_OUTDATED
  }

  /** Refuses nulls. */
  public Refusal {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(detail, "detail");
  }

  @Override
  public String toString() {
    return reason + ": " + detail;
  }
}

package net.es.esmond.storage.replication;

import java.util.Objects;
import java.util.Optional;

/**
 * One step of a change.
 *
 * @param kind what is done
 * @param node where; empty when it concerns the whole cluster
 * @param command what an operator could type: CQL for {@link Kind#ALTER}, a command on the node
 *     itself for repair and cleanup, empty for {@link Kind#VERIFY}
 * @param description the same in words
 */
public record PlanStep(Kind kind, Optional<ReplicaNode> node, String command, String description) {

  /** Kinds of steps. */
  public enum Kind {
    /** The keyspace's replication is changed. */
    ALTER,
    /** A node gets, by a full repair, what it lacks; one node after another. */
    REPAIR,
    /** A node drops what it no longer holds. */
    CLEANUP,
    /** Sampled partitions are read from each replica and compared. */
    VERIFY
  }

  /** Refuses nulls. */
  public PlanStep {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(command, "command");
    Objects.requireNonNull(description, "description");
  }
}

package net.es.esmond.storage.replication;

import java.util.Objects;
import java.util.Optional;

/**
 * One step of a change of replication.
 *
 * @param kind what the step does
 * @param node the node that the step runs on; empty when it concerns the whole cluster
 * @param command what an operator could type: CQL for {@link Kind#ALTER}, a command on the node
 *     itself for repair and cleanup, empty for {@link Kind#VERIFY}
 * @param description the step in words
 */
public record PlanStep(Kind kind, Optional<ReplicaNode> node, String command, String description) {

  /** The kinds of steps. */
  public enum Kind {
    /** The keyspace's replication is changed. */
    ALTER,
    /** A full repair gives a node the rows that it lacks; one node after another. */
    REPAIR,
    /** A node drops the rows of ranges that it no longer replicates. */
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

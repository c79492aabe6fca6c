package net.es.esmond.storage.replication;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A change under way, as the control keyspace has it.
 *
 * @param id its identity
 * @param from how the keyspace was replicated before it
 * @param to how it is to be replicated in the end
 * @param stage the replication being brought about now, one replica away from the last one
 * @param repairDue whether replicas were, or are about to be, added that repairs have yet to fill
 * @param approved false for a change that someone else made and that was only noticed: repairs wait
 *     for the operator, or for a plan to be applied
 * @param requestedBy the process that started, or noticed, it
 * @param startedAt when
 * @param repaired host ids of the nodes repaired in this stage
 * @param cleaned host ids of the nodes cleaned up in this stage
 * @param due what is still to be done in this stage, the next step first
 * @param problem why it does not go on by itself; empty when it does
 */
public record ReplicationChange(
    UUID id,
    KeyspaceReplication from,
    KeyspaceReplication to,
    KeyspaceReplication stage,
    boolean repairDue,
    boolean approved,
    String requestedBy,
    Instant startedAt,
    Set<UUID> repaired,
    Set<UUID> cleaned,
    List<PlanStep> due,
    Optional<String> problem) {
  /** Copies the collections. */
  public ReplicationChange {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(stage, "stage");
    Objects.requireNonNull(requestedBy, "requestedBy");
    Objects.requireNonNull(startedAt, "startedAt");
    repaired = Set.copyOf(repaired);
    cleaned = Set.copyOf(cleaned);
    due = List.copyOf(due);
    Objects.requireNonNull(problem, "problem");
  }
}

package net.es.esmond.storage.replication;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A change of replication under way, as the control keyspace records it. Each {@code with} method
 * returns the change after one event. The caller then computes the due steps again.
 *
 * @param id the change's identity
 * @param from the keyspace's replication before the change; of a change that was called off, where
 *     the keyspace goes back from
 * @param to the keyspace's replication after the change; equal to {@code from} when the change was
 *     called off before it altered the keyspace
 * @param stage the replication being brought about now, one replica away from the last one
 * @param altered whether the keyspace was seen at this stage
 * @param repairDue whether replicas were, or are about to be, added that repairs have yet to fill
 * @param approved false for a change that someone else made and that was only noticed: repairs wait
 *     for the operator, or for a plan to be applied
 * @param requestedBy the process that started, or noticed, it
 * @param startedAt time of the start
 * @param repaired host ids of the nodes repaired in this stage, since its ALTER when that was made
 * @param cleaned host ids of the nodes cleaned up in this stage
 * @param due what is still to be done in this stage, the next step first
 * @param problem why the change does not continue by itself; empty when it does
 */
public record ReplicationChange(
    UUID id,
    KeyspaceReplication from,
    KeyspaceReplication to,
    KeyspaceReplication stage,
    boolean altered,
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

  /**
   * Starts a change.
   *
   * @param from the keyspace's replication before the change
   * @param to the keyspace's replication after the change
   * @param stage the replication to be brought about first
   * @param approved false for a change that someone else made: the keyspace is at its stage already
   * @param requestedBy the process that starts, or noticed, it
   * @param now the present time
   * @return a change with an identity of its own
   */
  public static ReplicationChange begun(
      KeyspaceReplication from,
      KeyspaceReplication to,
      KeyspaceReplication stage,
      boolean approved,
      String requestedBy,
      Instant now) {
    return new ReplicationChange(
        UUID.randomUUID(),
        from,
        to,
        stage,
        !approved,
        false,
        approved,
        requestedBy,
        now,
        Set.of(),
        Set.of(),
        List.of(),
        Optional.empty());
  }

  /** {@return the change at its next stage, with nothing done there} */
  public ReplicationChange withStage(KeyspaceReplication next) {
    return with(next, false, approved, Set.of(), Set.of(), Optional.empty());
  }

  /**
   * {@return the change once the keyspace was seen at its stage, without a problem; repairs from
   * before count no more}
   */
  public ReplicationChange withAltered() {
    return with(stage, true, approved, altered ? repaired : Set.of(), cleaned, Optional.empty());
  }

  /** {@return the change once an operator wants it, without a problem} */
  public ReplicationChange withApproved() {
    return with(stage, altered, true, repaired, cleaned, Optional.empty());
  }

  /** {@return the change once the node of a host id was repaired, without a problem} */
  public ReplicationChange withRepaired(UUID hostId) {
    return with(stage, altered, approved, plus(repaired, hostId), cleaned, Optional.empty());
  }

  /** {@return the change once the node of a host id was cleaned up, without a problem} */
  public ReplicationChange withCleaned(UUID hostId) {
    return with(stage, altered, approved, repaired, plus(cleaned, hostId), Optional.empty());
  }

  /** {@return the change that does not go on by itself, for a reason} */
  public ReplicationChange withProblem(String why) {
    return with(stage, altered, approved, repaired, cleaned, Optional.of(why));
  }

  /** {@return the change whose replicas differ after their repair: due again, not approved} */
  public ReplicationChange withDifference(String why) {
    return with(stage, altered, false, Set.of(), cleaned, Optional.of(why));
  }

  /** {@return the change with what is still to be done, and whether replicas must be filled} */
  public ReplicationChange withDue(boolean repair, List<PlanStep> steps) {
    return new ReplicationChange(
        id,
        from,
        to,
        stage,
        altered,
        repair,
        approved,
        requestedBy,
        startedAt,
        repaired,
        cleaned,
        steps,
        problem);
  }

  private ReplicationChange with(
      KeyspaceReplication newStage,
      boolean nowAltered,
      boolean nowApproved,
      Set<UUID> nowRepaired,
      Set<UUID> nowCleaned,
      Optional<String> newProblem) {
    return new ReplicationChange(
        id,
        from,
        to,
        newStage,
        nowAltered,
        false,
        nowApproved,
        requestedBy,
        startedAt,
        nowRepaired,
        nowCleaned,
        List.of(),
        newProblem);
  }

  private static Set<UUID> plus(Set<UUID> nodes, UUID node) {
    return Stream.concat(nodes.stream(), Stream.of(node)).collect(Collectors.toSet());
  }
}

package net.es.esmond.storage.replication;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a change of a keyspace's replication takes, or why it is refused. A plan is a proposal: the
 * cluster is looked at again when it is applied.
 *
 * @param keyspace the keyspace
 * @param from how it is replicated now
 * @param to how it is to be
 * @param steps what will be done, in this order; empty when nothing is to be done
 * @param refusals why it will not; empty when it can be applied
 */
public record ReplicationPlan(
    String keyspace,
    KeyspaceReplication from,
    KeyspaceReplication to,
    List<PlanStep> steps,
    List<Refusal> refusals) {
  /** Copies the lists. */
  public ReplicationPlan {
    Objects.requireNonNull(keyspace, "keyspace");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    steps = List.copyOf(steps);
    refusals = List.copyOf(refusals);
  }

  /**
   * Tells the plan in words, a line for each step or refusal.
   *
   * @return text for people
   */
  public String describe() {
    String heading = "keyspace " + keyspace + ": from " + from + " to " + to + "\n";
    if (!refusals.isEmpty()) {
      return heading
          + refusals.stream().map(r -> "refused, " + r + "\n").collect(Collectors.joining());
    }
    StringBuilder text = new StringBuilder(heading);
    for (int i = 0; i < steps.size(); i++) {
      PlanStep step = steps.get(i);
      text.append(i + 1).append(". ").append(step.description());
      if (!step.command().isEmpty()) {
        text.append(": ").append(step.command());
      }
      text.append('\n');
    }
    return text.toString();
  }
}

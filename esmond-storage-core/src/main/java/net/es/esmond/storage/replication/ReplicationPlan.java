package net.es.esmond.storage.replication;

import java.util.List;
import java.util.Objects;
import net.es.esmond.storage.internal.text.Listed;

/**
 * The steps of a change of a keyspace's replication, or the reasons why the change is refused. A
 * plan is a proposal: the cluster is checked again when the plan is applied.
 *
 * @param keyspace the keyspace
 * @param from the keyspace's replication now
 * @param to the keyspace's replication after the change
 * @param steps the steps, in this order; empty when nothing is to be done
 * @param refusals the reasons against the change; empty when the plan can be applied
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
   * Describes the plan in words, a line for each step or refusal.
   *
   * @return text for people
   */
  public String describe() {
    String heading = "keyspace " + keyspace + ": from " + from + " to " + to + "\n";
    if (!refusals.isEmpty()) {
      return heading + "refused, " + Listed.of(refusals, "\nrefused, ") + "\n";
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

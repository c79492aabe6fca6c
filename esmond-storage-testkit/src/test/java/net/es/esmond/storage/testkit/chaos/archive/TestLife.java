package net.es.esmond.storage.testkit.chaos.archive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When a test was registered and deleted, and what follows for whoever looks. Processes overlap, so
 * often nothing follows.
 */
final class TestLife {
  private final History history;
  private final List<Operation> registrations = new ArrayList<>();
  private final List<Operation> deletions = new ArrayList<>();

  private TestLife(History history) {
    this.history = history;
  }

  static Map<String, TestLife> all(History history) {
    Map<String, TestLife> lives = new HashMap<>();
    for (Operation operation : history.operations()) {
      if (operation.kind() == Kind.REGISTER || operation.kind() == Kind.DELETE) {
        TestLife life = lives.computeIfAbsent(operation.subject(), any -> new TestLife(history));
        (operation.kind() == Kind.REGISTER ? life.registrations : life.deletions).add(operation);
      }
    }
    return lives;
  }

  /** Whether the test must be there for whoever looks then; in the end a failover has healed. */
  boolean mustBeThere(long begin, long end, boolean healed) {
    return registrations.stream()
        .filter(Operation::acknowledged)
        .filter(registration -> registration.end() < begin)
        .filter(registration -> healed || !history.failoverMayHaveLost(registration.end()))
        .anyMatch(
            registration ->
                deletions.stream()
                    .filter(deletion -> deletion.begin() <= end)
                    .allMatch(deletion -> deletion.end() < registration.begin()));
  }

  /** Whether nobody who looks then may find the test. */
  boolean mustBeGone(long begin, long end) {
    return deletions.stream()
        .filter(Operation::acknowledged)
        .filter(deletion -> deletion.end() < begin)
        .filter(deletion -> !history.failoverMayHaveLost(deletion.end()))
        .anyMatch(
            deletion ->
                registrations.stream()
                    .filter(registration -> registration.begin() <= end)
                    .allMatch(registration -> registration.end() < deletion.begin()));
  }

  /**
   * Whether the points of a write must be there until a moment: the test was there, and nobody had
   * begun to delete it since. Else its points go some time after it was registered again.
   */
  boolean keeps(PointWrite write, long until) {
    return mustBeThere(write.begin(), write.end(), false)
        && deletions.stream()
            .filter(deletion -> deletion.begin() <= until)
            .noneMatch(deletion -> deletion.end() >= write.begin());
  }

  @Override
  public String toString() {
    return registrations + ", " + deletions;
  }
}

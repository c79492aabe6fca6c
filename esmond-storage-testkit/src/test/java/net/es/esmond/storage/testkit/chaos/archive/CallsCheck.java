package net.es.esmond.storage.testkit.chaos.archive;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Calls succeed while the level is reachable, and end by their deadlines whatever happens. */
final class CallsCheck implements Check {
  static final String FAILED = "calls failed";
  static final String OVERRUN = "deadlines overrun";
  static final String UNANSWERED = "calls unanswered";

  /** The deadline of every call but those of maintenance, which have one for each request. */
  static final Duration DEADLINE = Duration.ofSeconds(30);

  private static final Duration TOLERANCE = Duration.ofSeconds(1);
  private static final Set<String> OF_A_DELETED_TEST = Set.of("UNKNOWN_METADATA", "UNKNOWN_SERIES");

  @Override
  public void check(History history, FinalState end, Findings findings) {
    findings.lookedFor(FAILED);
    findings.lookedFor(OVERRUN);
    findings.lookedFor(UNANSWERED);
    Map<Kind, Long> slowest = new TreeMap<>();
    for (Operation operation : history.operations()) {
      if (operation.kind() != Kind.STALL) {
        findings.count("calls", 1);
        if (operation.ended().isPresent()) {
          ended(history, operation, slowest, findings);
        } else if (!history.wasKilled(operation.process())) {
          findings.fault(UNANSWERED, operation);
        }
      }
    }
    slowest.forEach((kind, nanos) -> findings.count("slowest ms of " + kind, nanos / 1_000_000));
  }

  private static void ended(
      History history, Operation operation, Map<Kind, Long> slowest, Findings findings) {
    // While a process is held it cannot keep a deadline.
    long nanos = operation.end() - operation.begin() - history.heldNanos(operation);
    slowest.merge(operation.kind(), nanos, Math::max);
    if (nanos > DEADLINE.plus(TOLERANCE).toNanos() && operation.kind() != Kind.SWEEP) {
      findings.fault(OVERRUN, operation + after(history, operation, nanos));
    }
    if (!history.wasHeld(operation)) {
      if (!operation.error().isEmpty() && !isOfADeletedTest(history, operation)) {
        findings.fault(FAILED, operation + after(history, operation, nanos));
      }
      refused(history, operation, findings);
    }
  }

  /** How long a call took, and what of it may be the machine's fault. */
  private static String after(History history, Operation operation, long nanos) {
    return " after %s ms, with a stall of %s ms"
        .formatted(nanos / 1_000_000, history.longestStall(operation).toMillis());
  }

  private static void refused(History history, Operation operation, Findings findings) {
    if (operation.kind() == Kind.BULK) {
      for (String name : operation.ended().orElseThrow().names()) {
        String[] parts = name.split(" ", 2);
        if (!OF_A_DELETED_TEST.contains(parts[1])
            || !mayBeAbsent(history, PointWrite.keyOf(parts[0]), operation)) {
          findings.fault(FAILED, operation + ": " + name);
        }
      }
    }
  }

  private static boolean isOfADeletedTest(History history, Operation operation) {
    return OF_A_DELETED_TEST.contains(operation.error())
        && mayBeAbsent(history, PointWrite.keyOf(operation.subject()), operation);
  }

  private static boolean mayBeAbsent(History history, String key, Operation operation) {
    return history.deletedBefore(key, operation.end())
        || history.failedOverBetween(operation.begin(), operation.end());
  }
}

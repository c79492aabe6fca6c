package net.es.esmond.storage.testkit.chaos.archive;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What all processes did, and what befell them and the servers. Immutable but for its indexes. */
final class History {
  /** A standby that streams is taken to lag less than this behind its primary. */
  private static final long LAG_NANOS = 10_000_000_000L;

  private final Setting setting;
  private final List<Operation> operations;
  private final List<FaultSpan> faults;
  private final Map<String, NavigableMap<Long, List<PointWrite>>> writes = new HashMap<>();
  private final Map<String, List<Operation>> deletions = new HashMap<>();
  private final Map<String, TestLife> lives;

  History(Setting setting, List<Operation> operations, List<FaultSpan> faults) {
    this.setting = setting;
    this.operations = List.copyOf(operations);
    this.faults = List.copyOf(faults);
    for (Operation operation : operations) {
      PointWrite.of(operation)
          .forEach(
              write ->
                  writes
                      .computeIfAbsent(write.point().series(), any -> new TreeMap<>())
                      .computeIfAbsent(write.point().time(), any -> new ArrayList<>())
                      .add(write));
      if (operation.kind() == Kind.DELETE) {
        deletions.computeIfAbsent(operation.subject(), any -> new ArrayList<>()).add(operation);
      }
    }
    this.lives = TestLife.all(this);
  }

  Setting setting() {
    return setting;
  }

  List<Operation> operations() {
    return operations;
  }

  Stream<Operation> of(Kind kind) {
    return operations.stream().filter(operation -> operation.kind() == kind);
  }

  /** All writes of points, by the paths of their series and their times. */
  Map<String, NavigableMap<Long, List<PointWrite>>> writes() {
    return writes;
  }

  NavigableMap<Long, List<PointWrite>> writes(String series) {
    return writes.getOrDefault(series, new TreeMap<>());
  }

  List<Operation> deletions(String key) {
    return deletions.getOrDefault(key, List.of());
  }

  /** Whether what a write stored must stay to the end. */
  boolean keeps(PointWrite write) {
    return keeps(write, Long.MAX_VALUE);
  }

  /** Whether what a write stored must still be there at a moment. */
  boolean keeps(PointWrite write, long until) {
    TestLife life = lives.get(PointWrite.keyOf(write.point().series()));
    return life != null && life.keeps(write, until);
  }

  /** Whether a test may have been deleted before a moment. */
  boolean deletedBefore(String key, long end) {
    return deletions(key).stream().anyMatch(deletion -> deletion.begin() <= end);
  }

  List<FaultSpan> faults() {
    return faults;
  }

  /** Whether a process was held at some time of a call: it could not keep any deadline. */
  boolean wasHeld(Operation operation) {
    return faults.stream()
        .filter(span -> span.fault() == Fault.CLIENT_STOPPED)
        .filter(span -> span.target().equals(operation.process()))
        .anyMatch(span -> span.overlaps(operation.begin(), operation.end()));
  }

  /** For how long a process was held during a call. */
  long heldNanos(Operation operation) {
    return faults.stream()
        .filter(span -> span.fault() == Fault.CLIENT_STOPPED)
        .filter(span -> span.target().equals(operation.process()))
        .mapToLong(
            span ->
                Math.max(
                    0,
                    Math.min(span.to(), operation.end())
                        - Math.max(span.from(), operation.begin())))
        .sum();
  }

  /** The longest time within a call for which its process did not get to run. */
  Duration longestStall(Operation operation) {
    return Duration.ofNanos(
        of(Kind.STALL)
            .filter(stall -> stall.process().equals(operation.process()))
            .filter(stall -> stall.begin() <= operation.end() && operation.begin() <= stall.end())
            .mapToLong(stall -> stall.end() - stall.begin())
            .max()
            .orElse(0));
  }

  /** Whether a process was killed, so that nobody knows the ends of its last calls. */
  boolean wasKilled(String process) {
    return faults.stream()
        .anyMatch(span -> span.fault() == Fault.CLIENT_KILLED && span.target().equals(process));
  }

  /**
   * Whether what PostgreSQL had acknowledged by then may be gone: an asynchronous standby that had
   * not received it took over.
   */
  boolean failoverMayHaveLost(long acknowledged) {
    return !setting.synchronous()
        && faults.stream()
            .filter(span -> span.fault().promotes())
            .anyMatch(span -> acknowledged >= span.from() - LAG_NANOS && acknowledged <= span.to());
  }

  /** Whether an asynchronous standby took over between two moments. */
  boolean failedOverBetween(long one, long other) {
    return !setting.synchronous()
        && faults.stream()
            .filter(span -> span.fault().promotes())
            .anyMatch(span -> span.overlaps(one, other + LAG_NANOS));
  }
}

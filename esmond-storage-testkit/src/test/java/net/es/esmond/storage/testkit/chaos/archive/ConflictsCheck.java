package net.es.esmond.storage.testkit.chaos.archive;

import java.util.List;
import net.es.esmond.storage.series.ConflictMode;

/** No two different values for one time are acknowledged where the second writer had to be told. */
final class ConflictsCheck implements Check {
  static final String UNSEEN = "conflicts unseen";

  @Override
  public void check(History history, FinalState end, Findings findings) {
    findings.lookedFor(UNSEEN);
    ConflictMode mode = history.setting().conflicts();
    history.writes().values().stream()
        .flatMap(times -> times.values().stream())
        .forEach(
            writes -> {
              findings.count(
                  "conflicts told",
                  writes.stream().filter(w -> w.fate() == PointWrite.Fate.CONFLICTING).count());
              findings.count(
                  "points unverified",
                  writes.stream()
                      .filter(w -> w.fate() == PointWrite.Fate.STORED_UNVERIFIED)
                      .count());
              if (mode != ConflictMode.UNCHECKED && writes.size() > 1) {
                check(history, writes, findings);
              }
            });
  }

  private static void check(History history, List<PointWrite> writes, Findings findings) {
    ConflictMode mode = history.setting().conflicts();
    List<PointWrite> acknowledged =
        writes.stream().filter(PointWrite::acknowledged).filter(history::keeps).toList();
    for (PointWrite first : acknowledged) {
      for (PointWrite second : acknowledged) {
        if (first.number() != second.number() && unseen(mode, first, second, writes)) {
          findings.fault(UNSEEN, first + " and then " + second);
        }
      }
    }
  }

  private static boolean unseen(
      ConflictMode mode, PointWrite first, PointWrite second, List<PointWrite> writes) {
    if (mode == ConflictMode.STRICT) {
      return first.number() < second.number();
    }
    return first.end() < second.begin()
        && second.fate() == PointWrite.Fate.STORED
        && writes.stream().noneMatch(other -> mayHaveStoredBefore(other, second, first));
  }

  /** Whether the second value was there first, by another write that overlapped the first one. */
  private static boolean mayHaveStoredBefore(
      PointWrite other, PointWrite second, PointWrite first) {
    return other != second
        && other.number() == second.number()
        && other.mayBeStored()
        && other.begin() < first.end();
  }
}

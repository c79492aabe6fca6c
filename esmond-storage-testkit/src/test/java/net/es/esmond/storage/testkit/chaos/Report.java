package net.es.esmond.storage.testkit.chaos;

import java.util.List;

/**
 * What came of it.
 *
 * @param seed what the run followed from
 * @param quorum whether R + W was more than the replicas: three of them, else two and ONE
 * @param faults how many of each kind
 * @param acknowledged writes that succeeded
 * @param lost acknowledged writes that no replica has any more
 * @param wrong points with a value that nobody wrote there
 * @param stale reads that missed a write acknowledged before they began
 * @param failed requests that failed
 * @param slowestMillis the slowest request, whether it succeeded or failed
 * @param lastFailure what the last failed request said, empty when none did
 */
record Report(
    long seed,
    boolean quorum,
    String faults,
    long acknowledged,
    long lost,
    long wrong,
    long stale,
    long failed,
    long slowestMillis,
    String lastFailure) {

  List<String> lines() {
    return List.of(
        "setting: " + (quorum ? "3 replicas, LOCAL_QUORUM" : "2 replicas, LOCAL_ONE"),
        "faults: " + faults,
        "last failure: " + (lastFailure.isEmpty() ? "none" : lastFailure),
        "seed: " + seed,
        "acknowledged: " + acknowledged,
        "lost: " + lost,
        "wrong: " + wrong,
        "stale: " + stale,
        "failed: " + failed,
        "slowest ms: " + slowestMillis);
  }

  /** Whether all is well: as the faults leave the level reachable, no request may fail either. */
  boolean holds() {
    return lost == 0 && wrong == 0 && failed == 0 && (stale == 0 || !quorum);
  }
}

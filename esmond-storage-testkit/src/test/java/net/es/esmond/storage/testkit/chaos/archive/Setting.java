package net.es.esmond.storage.testkit.chaos.archive;

import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.series.ConflictMode;

/**
 * What a run has from its seed.
 *
 * @param replicas of each point: 3 at LOCAL_QUORUM, or 2 at ONE
 * @param conflicts how all processes open the archive
 * @param synchronous whether PostgreSQL's primary waits for its standby
 */
record Setting(long seed, int replicas, ConflictMode conflicts, boolean synchronous) {

  static Setting of(long seed) {
    boolean odd = Math.floorMod(seed, 2) == 1;
    ConflictMode conflicts =
        switch (Math.floorMod(seed, 3)) {
          case 1 -> ConflictMode.KEEP;
          case 2 -> ConflictMode.UNCHECKED;
          default -> ConflictMode.STRICT;
        };
    return new Setting(seed, odd ? 3 : 2, conflicts, odd);
  }

  ConsistencyLevel level() {
    return readsSeeWrites() ? ConsistencyLevel.LOCAL_QUORUM : ConsistencyLevel.ONE;
  }

  /** Whether R + W exceeds the replicas: at ONE a read may miss what was acknowledged. */
  boolean readsSeeWrites() {
    return replicas == 3;
  }

  /** How many nodes may be away while every call is still served. */
  int toleratedNodes() {
    // A transaction needs a majority, and the majority of two is both.
    return conflicts == ConflictMode.STRICT && replicas == 2 ? 0 : 1;
  }

  @Override
  public String toString() {
    return "%s replicas at %s, %s, %s standby"
        .formatted(replicas, level(), conflicts, synchronous ? "synchronous" : "asynchronous");
  }
}

package net.es.esmond.storage.replication;

import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * A range of the ring, and the nodes that hold its rows.
 *
 * @param startExclusive token behind which it starts
 * @param endInclusive its last token; not more than the start when the range wraps around
 * @param replicas host ids of the nodes that hold it, the range's owner first
 */
public record TokenRange(BigInteger startExclusive, BigInteger endInclusive, List<UUID> replicas) {
  /** Copies the replicas. */
  public TokenRange {
    Objects.requireNonNull(startExclusive, "startExclusive");
    Objects.requireNonNull(endInclusive, "endInclusive");
    replicas = List.copyOf(replicas);
  }
}

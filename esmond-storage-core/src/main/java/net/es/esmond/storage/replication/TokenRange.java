package net.es.esmond.storage.replication;

import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * A range of tokens of the ring, and the nodes that hold its rows.
 *
 * @param startExclusive the token behind which the range starts
 * @param endInclusive the range's last token; not more than the start when the range wraps around
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

package net.es.esmond.storage.replication;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The token ranges that the cluster can serve, and the node losses that it tolerates, at one
 * consistency level.
 *
 * @param servable whether every range of the ring can be served now
 * @param moreNodesMayFail how many more nodes may fail, whichever they are, before some range can
 *     no longer be served; 0 when one more loss may be too much, or some range is lost already
 * @param hurtfulLosses the smallest sets of nodes, by host id, whose loss makes some range
 *     unservable; each has {@code moreNodesMayFail + 1} nodes. At most 1,000 are listed; none when
 *     not servable
 * @param unservable ranges that cannot be served now
 * @param atRisk ranges that have lost a replica and cannot be served without the next, or not at
 *     all
 */
public record LevelTolerance(
    boolean servable,
    int moreNodesMayFail,
    List<Set<UUID>> hurtfulLosses,
    List<TokenRange> unservable,
    List<TokenRange> atRisk) {
  /** Copies the lists. */
  public LevelTolerance {
    hurtfulLosses = hurtfulLosses.stream().map(Set::copyOf).toList();
    unservable = List.copyOf(unservable);
    atRisk = List.copyOf(atRisk);
  }
}

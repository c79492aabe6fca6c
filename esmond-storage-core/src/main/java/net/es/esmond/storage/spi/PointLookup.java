package net.es.esmond.storage.spi;

import java.util.List;
import java.util.Set;

/**
 * The result of a lookup of the stored points at given times.
 *
 * @param found the points that were found
 * @param unverified the times at which the lookup may have missed an acknowledged point, because
 *     too few replicas answered
 */
public record PointLookup(List<StampedPoint> found, Set<Long> unverified) {
  /** Copies the collections. */
  public PointLookup {
    found = List.copyOf(found);
    unverified = Set.copyOf(unverified);
  }

  /**
   * Returns the result of a lookup that missed nothing.
   *
   * @param found the points that were found
   * @return a result without unverified times
   */
  public static PointLookup complete(List<StampedPoint> found) {
    return new PointLookup(found, Set.of());
  }
}

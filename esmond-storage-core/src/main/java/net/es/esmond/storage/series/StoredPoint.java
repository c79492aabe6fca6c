package net.es.esmond.storage.series;

import java.util.Objects;

/**
 * A stored point is a point in the form in which a store keeps it.
 *
 * @param timeMillis time of the point, milliseconds since 1970
 * @param value value of the point
 */
public record StoredPoint(long timeMillis, StoredValue value) {
  /** Refuses null. */
  public StoredPoint {
    Objects.requireNonNull(value, "value");
  }
}

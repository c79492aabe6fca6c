package net.es.esmond.storage.spi;

import java.util.Objects;
import net.es.esmond.storage.series.StoredPoint;

/**
 * A stored point with the write timestamp of its value.
 *
 * @param point the point
 * @param timestampMicros write timestamp of its value, microseconds since 1970
 */
public record StampedPoint(StoredPoint point, long timestampMicros) {
  /** Refuses null. */
  public StampedPoint {
    Objects.requireNonNull(point, "point");
  }
}

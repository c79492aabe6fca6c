package net.es.esmond.storage.series;

import java.util.Objects;

/**
 * A point in the form in which it is stored.
 *
 * @param timeMillis time of the point, milliseconds since 1970
 * @param value its value
 */
public record StoredPoint(long timeMillis, StoredValue value) {
  /** Refuses null. */
  public StoredPoint {
    Objects.requireNonNull(value, "value");
  }
}

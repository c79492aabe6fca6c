package net.es.esmond.storage.series;

import java.util.Objects;

/**
 * A point and the series that it belongs to.
 *
 * @param metadataKey key of the metadata record
 * @param eventType what was measured
 * @param point time and value
 */
public record SeriesPoint(String metadataKey, EventType eventType, Point point) {
  /** Refuses nulls. */
  public SeriesPoint {
    Objects.requireNonNull(metadataKey, "metadataKey");
    Objects.requireNonNull(eventType, "eventType");
    Objects.requireNonNull(point, "point");
  }
}

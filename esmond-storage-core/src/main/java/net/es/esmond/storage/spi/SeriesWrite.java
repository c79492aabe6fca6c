package net.es.esmond.storage.spi;

import java.util.List;
import java.util.Objects;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;

/**
 * Points of one series to write.
 *
 * @param series the series
 * @param points its points, with values of one form, no two at the same time; any order
 * @param timestampMicros write timestamp of all of them, microseconds since 1970, fixed before the
 *     first attempt so that every repetition is the same write
 * @param ttlSeconds seconds until they expire; 0 for never
 */
public record SeriesWrite(
    Series series, List<StoredPoint> points, long timestampMicros, int ttlSeconds) {
  /** Copies the points. */
  public SeriesWrite {
    Objects.requireNonNull(series, "series");
    points = List.copyOf(points);
    if (ttlSeconds < 0) {
      throw new IllegalArgumentException("ttlSeconds must be 0 or more, but was " + ttlSeconds);
    }
  }
}

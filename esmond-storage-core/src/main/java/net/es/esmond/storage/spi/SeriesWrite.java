package net.es.esmond.storage.spi;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.retention.TimeToLive;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;

/**
 * A request to write points of one series.
 *
 * @param series the series
 * @param points its points, with values of one form, no two at the same time; any order
 * @param timestampMicros write timestamp of all of them, microseconds since 1970, fixed before the
 *     first attempt so that every repetition is the same write
 * @param retention how long the points are kept, from the time of each point
 * @param nowMicros the archive's time of the write, microseconds since 1970. The write timestamp
 *     may be later, to win over what is stored, and must not shorten the time to live then
 */
public record SeriesWrite(
    Series series,
    List<StoredPoint> points,
    long timestampMicros,
    Retention retention,
    long nowMicros) {
  /** Copies the points. */
  public SeriesWrite {
    Objects.requireNonNull(series, "series");
    Objects.requireNonNull(retention, "retention");
    points = List.copyOf(points);
  }

  /**
   * Creates a write whose timestamp is the time of the write.
   *
   * @param series the series
   * @param points its points
   * @param timestampMicros write timestamp, and the archive's time; microseconds since 1970
   * @param retention how long the points are kept, from the time of each point
   */
  public SeriesWrite(
      Series series, List<StoredPoint> points, long timestampMicros, Retention retention) {
    this(series, points, timestampMicros, retention, timestampMicros);
  }

  /**
   * Returns the time to live of a point of this write.
   *
   * @param timeMillis time of the point, milliseconds since 1970
   * @return seconds until it expires; 0 for never
   */
  public int ttlSeconds(long timeMillis) {
    return ttlSeconds(retention, timeMillis, nowMicros);
  }

  /**
   * Says whether a point of this write has outlived its retention.
   *
   * @param timeMillis time of the point, milliseconds since 1970
   * @return true when the point is not to be stored
   */
  public boolean hasOutlived(long timeMillis) {
    Instant now = Instant.EPOCH.plus(nowMicros, ChronoUnit.MICROS);
    return retention.timeToLive(Instant.ofEpochMilli(timeMillis), now).isEmpty();
  }

  /** Computes a time to live of at least a second, as a point may expire after it was checked. */
  static int ttlSeconds(Retention retention, long timeMillis, long nowMicros) {
    Instant now = Instant.EPOCH.plus(nowMicros, ChronoUnit.MICROS);
    return retention
        .timeToLive(Instant.ofEpochMilli(timeMillis), now)
        .map(TimeToLive::seconds)
        .orElse(1);
  }
}

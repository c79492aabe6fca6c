package net.es.esmond.storage.internal.summary;

import java.util.List;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.spi.Rows;

/**
 * A base point or a summary that a coarser summary is made from.
 *
 * @param point its value and time; a summary's time is the start of its window
 * @param points number of base points that it stands for, 1 or more
 * @param obsolete whether it may lack base points: a stored summary whose window got late points
 *     that have expired since, or what is made from such a summary
 */
public record Part(Point point, long points, boolean obsolete) {
  Part(Point point, long points) {
    this(point, points, false);
  }

  /** Returns the time of the point, in milliseconds since 1970. */
  public long timeMillis() {
    return point.time().toEpochMilli();
  }

  /** Returns the value of the point. */
  public Value value() {
    return point.value();
  }

  /** Returns whether parts fill a page, by their number or their bytes. */
  static boolean fill(List<Part> parts, int limit) {
    return parts.size() >= limit
        || parts.stream().mapToLong(Part::textBytes).sum() >= Rows.MAX_BYTES;
  }

  /** Returns the length of a histogram's text. No other value of a summary can be large. */
  private long textBytes() {
    return value() instanceof Histogram histogram ? histogram.text().length() : 0;
  }
}

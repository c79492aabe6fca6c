package net.es.esmond.storage.series;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A page holds points of a series, and the query for the points that follow. A page may have fewer
 * points than were asked for although others follow: when its values come to about four million
 * bytes, or when summaries take long to compute.
 *
 * @param points the points, in the order asked for
 * @param next the query for the points that follow; empty when there are none, and when the query's
 *     limit is reached. The query holds no server's state, so it stays good for as long as the data
 *     does.
 * @param more whether points follow the last of these in the time range that was asked for, be it
 *     beyond the query's limit. A page that ended before its limit may be followed by none all the
 *     same.
 * @param missing the starts of windows whose summaries cannot be computed, in the order asked for:
 *     their sums do not fit in 64 bits, or their histogram is too large
 * @param possiblyIncomplete true when points may be missing that were acknowledged: replicas were
 *     added whose repair is still due, and not every replica could be asked, or another datacenter
 *     than the local one answered
 */
public record Page(
    List<Point> points,
    Optional<SeriesQuery> next,
    boolean more,
    List<Instant> missing,
    boolean possiblyIncomplete) {
  /** Copies the lists. */
  public Page {
    points = List.copyOf(points);
    missing = List.copyOf(missing);
    Objects.requireNonNull(next, "next");
  }

  /**
   * Makes a page from which no acknowledged point is missing.
   *
   * @param points in the order asked for
   * @param next asks for the points that follow
   */
  public Page(List<Point> points, Optional<SeriesQuery> next) {
    this(points, next, next.isPresent(), List.of(), false);
  }
}

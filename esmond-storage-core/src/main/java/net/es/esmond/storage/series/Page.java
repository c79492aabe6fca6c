package net.es.esmond.storage.series;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Some points of a series, and how to get those that follow.
 *
 * @param points in the order asked for
 * @param next asks for the points that follow; empty when there are none. It holds no server's
 *     state: it stays good for as long as the data does.
 * @param possiblyIncomplete true when points may be missing that were acknowledged: replicas were
 *     added whose repair is still due, and not every replica could be asked
 */
public record Page(List<Point> points, Optional<SeriesQuery> next, boolean possiblyIncomplete) {
  /** Copies the points. */
  public Page {
    points = List.copyOf(points);
    Objects.requireNonNull(next, "next");
  }

  /**
   * Makes a page that lacks nothing.
   *
   * @param points in the order asked for
   * @param next asks for the points that follow
   */
  public Page(List<Point> points, Optional<SeriesQuery> next) {
    this(points, next, false);
  }
}

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
 */
public record Page(List<Point> points, Optional<SeriesQuery> next) {
  /** Copies the points. */
  public Page {
    points = List.copyOf(points);
    Objects.requireNonNull(next, "next");
  }
}

package net.es.esmond.storage.spi;

import java.util.List;
import net.es.esmond.storage.series.StoredPoint;

/**
 * One page of a series.
 *
 * @param points in the order asked for
 * @param more true when points may follow; a page is only short of its limit when none do
 */
public record SeriesPage(List<StoredPoint> points, boolean more) {
  /** Copies the points. */
  public SeriesPage {
    points = List.copyOf(points);
  }
}

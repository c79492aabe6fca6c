package net.es.esmond.storage.transfer;

import java.util.Objects;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;

/**
 * A point from a source of an import: a base point, or the summary of a window.
 *
 * @param series its series, with the key that the test has in the source
 * @param point time and value; the time of a summary is the start of its window
 */
public record ImportedPoint(Series series, Point point) {
  /** Refuses nulls. */
  public ImportedPoint {
    Objects.requireNonNull(series, "series");
    Objects.requireNonNull(point, "point");
  }
}

package net.es.esmond.storage.internal.summary;

import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Value;

/**
 * A base point or a summary that a coarser summary is made from.
 *
 * @param point its value and time; a summary's time is the start of its window
 * @param points number of base points that it stands for, 1 or more
 */
record Part(Point point, long points) {
  long timeMillis() {
    return point.time().toEpochMilli();
  }

  Value value() {
    return point.value();
  }
}

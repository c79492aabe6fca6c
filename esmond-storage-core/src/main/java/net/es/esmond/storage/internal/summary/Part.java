package net.es.esmond.storage.internal.summary;

import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Value;

/**
 * What a summary is made of, and what it is in turn: a base point, or a summary.
 *
 * @param point time (of a summary: the start of its window) and value
 * @param points how many base points it stands for, 1 or more
 */
record Part(Point point, long points) {
  long timeMillis() {
    return point.time().toEpochMilli();
  }

  Value value() {
    return point.value();
  }
}

package net.es.esmond.storage.internal.write;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.Violation;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.ValueType;

/**
 * Checks points before they are written. An error names every broken rule, and not only the first.
 */
final class PointRules {
  private final ChronoUnit precision;

  PointRules(boolean keepMilliseconds) {
    this.precision = keepMilliseconds ? ChronoUnit.MILLIS : ChronoUnit.SECONDS;
  }

  ChronoUnit precision() {
    return precision;
  }

  /**
   * The outcome of a check.
   *
   * @param accepted points to store: their times floored to the precision, and without duplicates
   * @param refused number of points that break a rule
   * @param violations every broken rule
   */
  record Checked(List<StoredPoint> accepted, int refused, List<Violation> violations) {
    /**
     * Returns the accepted points, if all are.
     *
     * @throws InvalidInputException when a point is refused
     */
    List<StoredPoint> all() {
      if (!violations.isEmpty()) {
        throw new InvalidInputException(violations);
      }
      return accepted;
    }
  }

  /**
   * Checks points of one series.
   *
   * @param earliest the earliest time that is accepted
   */
  Checked check(Series series, List<Point> points, Instant earliest, Instant now) {
    Map<Long, StoredPoint> byTime = new LinkedHashMap<>(2 * points.size());
    List<Violation> violations = new ArrayList<>();
    int refused = 0;
    for (Point given : points) {
      try {
        StoredPoint point = typed(series, given).accepted(earliest, now, precision).stored();
        StoredPoint same = byTime.putIfAbsent(point.timeMillis(), point);
        if (same != null && !same.equals(point)) {
          throw new InvalidInputException("ts", given.time(), "must not have two different values");
        }
      } catch (InvalidInputException e) {
        refused++;
        violations.addAll(e.violations());
      }
    }
    return new Checked(List.copyOf(byTime.values()), refused, violations);
  }

  private static Point typed(Series series, Point point) {
    ValueType due = series.eventType().valueType();
    if (!due.includes(point.value())) {
      throw new InvalidInputException(
          "val", point.value(), "must be of type " + due + ", as " + series.eventType() + " is");
    }
    return point;
  }
}

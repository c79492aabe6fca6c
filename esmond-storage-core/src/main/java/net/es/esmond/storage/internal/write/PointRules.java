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
   * Returns the points to store: checked, their times floored to the precision, and without
   * duplicates.
   */
  List<StoredPoint> check(Series series, List<Point> points, Instant now) {
    Map<Long, StoredPoint> byTime = new LinkedHashMap<>(2 * points.size());
    List<Violation> violations = new ArrayList<>();
    for (Point given : points) {
      try {
        StoredPoint point = typed(series, given).accepted(now, precision).stored();
        StoredPoint same = byTime.putIfAbsent(point.timeMillis(), point);
        if (same != null && !same.equals(point)) {
          violations.add(
              new Violation("ts", given.time().toString(), "must not have two different values"));
        }
      } catch (InvalidInputException e) {
        violations.addAll(e.violations());
      }
    }
    if (!violations.isEmpty()) {
      throw new InvalidInputException(violations);
    }
    return List.copyOf(byTime.values());
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

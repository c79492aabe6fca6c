package net.es.esmond.storage.internal.downsample;

import java.time.Duration;
import net.es.esmond.storage.series.Form;
import net.es.esmond.storage.series.Series;

/**
 * Estimates how long a time holds as many points as are read at once. The estimate follows the
 * points that were met last. Not for use by several threads.
 */
final class UnitSizes {
  /** Numbers that are read at once: as many as fit in one answer of a node. */
  static final int NUMBERS = 5_000;

  /** Texts that are read at once. */
  static final int TEXTS = 500;

  private static final long FIRST_MILLIS = Duration.ofHours(12).toMillis();
  private static final long SHORTEST_MILLIS = 1_000;
  private static final double POINT_A_MINUTE = 1.0 / 60_000;
  private static final int GROWTH = 4;

  private final int points;
  private double pointsPerMilli = POINT_A_MINUTE;
  private long longestMillis = FIRST_MILLIS;

  UnitSizes(Series base) {
    this.points = Form.of(base) == Form.TEXT ? TEXTS : NUMBERS;
  }

  /** Returns how many points are read at once at most. */
  int points() {
    return points;
  }

  /** Returns how many points a time has, by the estimate. */
  double points(long millis) {
    return pointsPerMilli * millis;
  }

  /** Returns the length of a range with a number of points, or fewer if little was read so far. */
  long millis(double wanted) {
    double fit = Math.min(wanted, points) / pointsPerMilli;
    return Math.max(SHORTEST_MILLIS, (long) Math.min(longestMillis, fit));
  }

  /** Learns how many points a range had. */
  void learn(long millis, long found) {
    pointsPerMilli = Math.max((double) found / millis, pointsPerMilli / GROWTH);
    longestMillis = Math.max(longestMillis, GROWTH * millis);
  }
}

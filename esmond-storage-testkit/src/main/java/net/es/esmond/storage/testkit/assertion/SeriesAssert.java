package net.es.esmond.storage.testkit.assertion;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.Value;
import org.assertj.core.api.AbstractAssert;

/** Assertions about points that were read of a series. */
public final class SeriesAssert extends AbstractAssert<SeriesAssert, List<Point>> {
  /** A message that names more is not read. */
  private static final int NAMED = 10;

  private final Series series;

  SeriesAssert(Series series, List<Point> points) {
    super(points, SeriesAssert.class);
    this.series = series;
  }

  /**
   * Checks that there is no point.
   *
   * @return this
   */
  public SeriesAssert isEmpty() {
    return hasSize(0);
  }

  /**
   * Checks how many points there are.
   *
   * @param points how many
   * @return this
   */
  public SeriesAssert hasSize(int points) {
    if (actual.size() != points) {
      failWithMessage(
          "Expecting %s to have %d points, but it has %d: %s",
          series, points, actual.size(), some(actual));
    }
    return this;
  }

  /**
   * Checks that there are these points and no other, whatever their order.
   *
   * @param points times as they are stored: an archive floors them to seconds by default
   * @return this
   */
  public SeriesAssert hasPoints(Point... points) {
    return hasPoints(List.of(points));
  }

  /**
   * Checks that there are these points and no other, whatever their order.
   *
   * @param points times as they are stored: an archive floors them to seconds by default
   * @return this
   */
  public SeriesAssert hasPoints(List<Point> points) {
    List<Point> missing = without(points, actual);
    List<Point> unexpected = without(actual, points);
    if (!missing.isEmpty() || !unexpected.isEmpty()) {
      failWithMessage(
          "Expecting %s to have %d given points, but %d are missing: %s%nand %d unexpected: %s",
          series,
          points.size(),
          missing.size(),
          some(missing),
          unexpected.size(),
          some(unexpected));
    }
    return this;
  }

  private static List<Point> without(List<Point> points, List<Point> others) {
    List<Point> rest = new ArrayList<>(points);
    rest.removeAll(new HashSet<>(others));
    return rest;
  }

  /**
   * Checks the value at a time.
   *
   * @param time as it is stored
   * @param value the value
   * @return this
   */
  public SeriesAssert hasValue(Instant time, Value value) {
    Optional<Value> found =
        actual.stream().filter(point -> point.time().equals(time)).map(Point::value).findFirst();
    if (!found.equals(Optional.of(value))) {
      failWithMessage(
          "Expecting %s to have %s at %s, but it has %s",
          series, value, time, found.map(Value::toString).orElse("no point there"));
    }
    return this;
  }

  /**
   * Checks the value at a time of a series of integers.
   *
   * @param time as it is stored
   * @param value the value
   * @return this
   */
  public SeriesAssert hasValue(Instant time, long value) {
    return hasValue(time, new IntegerValue(value));
  }

  /**
   * Checks how many points there are in a time range.
   *
   * @param from first time, inclusive
   * @param to last time, inclusive as in esmond
   * @param points how many
   * @return this
   */
  public SeriesAssert hasPointsBetween(Instant from, Instant to, int points) {
    List<Point> between =
        actual.stream()
            .filter(point -> !point.time().isBefore(from) && !point.time().isAfter(to))
            .toList();
    if (between.size() != points) {
      failWithMessage(
          "Expecting %s to have %d points from %s to %s, but it has %d: %s",
          series, points, from, to, between.size(), some(between));
    }
    return this;
  }

  private static String some(List<Point> points) {
    List<Point> first = points.subList(0, Math.min(NAMED, points.size()));
    return points.size() > NAMED ? first + " and " + (points.size() - NAMED) + " more" : "" + first;
  }
}

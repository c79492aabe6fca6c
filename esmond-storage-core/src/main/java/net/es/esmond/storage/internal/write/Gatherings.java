package net.es.esmond.storage.internal.write;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesPoint;
import org.jspecify.annotations.Nullable;

/**
 * Gathers points by series. The points of a series become a group when they are large enough to
 * fill several requests. When too much memory is used, everything gathered becomes groups. A group
 * has no time twice: a second value for a time is in a later group. For one thread at a time.
 */
final class Gatherings {
  private static final int GATHERING_BYTES = 256 * 1024;
  private static final int GATHERED_BYTES = 32 * 1024 * 1024;

  /** Approximate memory of a point besides its value, in bytes. */
  private static final int POINT_BYTES = 128;

  private final ChronoUnit precision;
  private final Map<Key, Gathering> gatherings = new LinkedHashMap<>();
  private final Queue<Group> groups = new ArrayDeque<>();
  private long gatheredBytes;

  /**
   * Starts without points.
   *
   * @param precision of the times that are stored
   */
  Gatherings(ChronoUnit precision) {
    this.precision = precision;
  }

  /**
   * Points of one series that are sent together.
   *
   * @param bytes approximate size of the gathering that the points are from
   */
  record Group(String metadataKey, EventType eventType, List<Point> points, long bytes) {}

  private record Key(String metadataKey, EventType eventType) {}

  /** Points of one series that are no groups yet. */
  private static final class Gathering {
    final List<Point> points = new ArrayList<>();
    long bytes;
  }

  void add(SeriesPoint given) {
    Key key = new Key(given.metadataKey(), given.eventType());
    Gathering gathering = gatherings.computeIfAbsent(key, k -> new Gathering());
    int bytes = POINT_BYTES + given.point().value().stored().bytes();
    gathering.points.add(given.point());
    gathering.bytes += bytes;
    gatheredBytes += bytes;
    if (gathering.bytes >= GATHERING_BYTES) {
      gatherings.remove(key);
      group(key, gathering);
    } else if (gatheredBytes >= GATHERED_BYTES) {
      groupAll();
    }
  }

  /** Makes groups of all points, in the order of their series' first points. */
  void groupAll() {
    gatherings.forEach(this::group);
    gatherings.clear();
  }

  private void group(Key key, Gathering gathering) {
    gatheredBytes -= gathering.bytes;
    for (Collection<Point> round : rounds(gathering.points)) {
      groups.add(
          new Group(key.metadataKey(), key.eventType(), List.copyOf(round), gathering.bytes));
    }
  }

  /** Distributes points so that no round has a time twice: one round, as a rule. */
  private List<? extends Collection<Point>> rounds(List<Point> points) {
    if (ascending(points)) {
      return List.of(points);
    }
    List<Map<Instant, Point>> rounds = new ArrayList<>();
    for (Point point : points) {
      Instant time = point.time().truncatedTo(precision);
      if (rounds.stream().noneMatch(round -> round.putIfAbsent(time, point) == null)) {
        Map<Instant, Point> round = new LinkedHashMap<>();
        round.put(time, point);
        rounds.add(round);
      }
    }
    return rounds.stream().map(Map::values).toList();
  }

  private boolean ascending(List<Point> points) {
    Instant last = Instant.MIN;
    for (Point point : points) {
      Instant time = point.time().truncatedTo(precision);
      if (time.compareTo(last) <= 0) {
        return false;
      }
      last = time;
    }
    return true;
  }

  /** Returns the group to send next, which stays until it is {@link #remove removed}. */
  @Nullable Group next() {
    return groups.peek();
  }

  void remove() {
    groups.remove();
  }
}

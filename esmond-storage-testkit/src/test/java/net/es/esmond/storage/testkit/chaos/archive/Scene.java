package net.es.esmond.storage.testkit.chaos.archive;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.summary.Summaries;

/**
 * A history and an end to it, made up by a test. Moments are whole seconds of the run. Without more
 * ado, one test is registered, points are written to one of its series, and all went well.
 */
final class Scene {
  static final String KEY = Population.test(0).newKey();
  static final Series SERIES = Series.base(KEY, EventType.THROUGHPUT);

  private static final long SECOND = 1_000_000_000L;
  private static final long MICROS = 1_000_000;
  private static final Instant START = Instant.parse("2026-05-01T00:00:00Z");

  private final Setting setting;
  private final List<Operation> operations = new ArrayList<>();
  private final List<FaultSpan> faults = new ArrayList<>();
  private final Map<Long, Value> points = new HashMap<>();
  private final Map<String, Long> updates = new HashMap<>();
  private final Map<Series, List<Point>> summaries = new HashMap<>();
  private boolean registered = true;

  Scene(Setting setting) {
    this.setting = setting;
    Population.eventTypes().forEach(type -> updates.put(type, 0L));
    registers("client-1.1", 0, 1);
  }

  static long time(int second) {
    return START.plusSeconds(second).toEpochMilli();
  }

  static Sample point(int second, long number) {
    return new Sample(SERIES.path(), time(second), number);
  }

  private static Ended end(int at, List<Sample> points, List<String> names) {
    return new Ended(0, at * SECOND, "", "", points, names, 0, true);
  }

  static Ended failed(int at, String code) {
    return new Ended(0, at * SECOND, code, code, List.of(), List.of(), 0, false);
  }

  /** Adds any call; it has no end when none is given. */
  Scene done(
      String process,
      int from,
      int to,
      Kind kind,
      String subject,
      List<Sample> points,
      Ended ended) {
    long begin = from * SECOND;
    Began began =
        new Began(
            operations.size(),
            kind,
            begin,
            from * MICROS,
            subject,
            time(-1000),
            time(1000),
            points);
    operations.add(new Operation(process, began, Optional.ofNullable(ended)));
    return this;
  }

  /** A write that is acknowledged, and stored in the end unless the test says otherwise. */
  Scene writes(String process, int from, int to, Sample point) {
    stored(point);
    updatedAt(to);
    return done(
        process,
        from,
        to,
        Kind.WRITE,
        SERIES.path(),
        List.of(point),
        end(to, List.of(), List.of()));
  }

  Scene writesUnverified(String process, int from, int to, Sample point) {
    updatedAt(to);
    Ended ended = new Ended(0, to * SECOND, "", "", List.of(), List.of(), 1, true);
    return done(process, from, to, Kind.WRITE, SERIES.path(), List.of(point), ended);
  }

  Scene isToldOfAConflict(String process, int from, int to, Sample point) {
    return done(
        process,
        from,
        to,
        Kind.WRITE,
        SERIES.path(),
        List.of(point),
        end(to, List.of(point), List.of()));
  }

  /** A write of which nobody knows what became of it. */
  Scene writesWithoutAnEnd(String process, int from, Sample point) {
    return done(process, from, 0, Kind.WRITE, SERIES.path(), List.of(point), null);
  }

  Scene reads(int from, int to, Sample... seen) {
    return done(
        "client-2.1",
        from,
        to,
        Kind.PAGE,
        SERIES.path(),
        List.of(),
        end(to, List.of(seen), List.of()));
  }

  Scene registers(String process, int from, int to) {
    return done(process, from, to, Kind.REGISTER, KEY, List.of(), end(to, List.of(), List.of()));
  }

  Scene deletes(String process, int from, int to) {
    return done(process, from, to, Kind.DELETE, KEY, List.of(), end(to, List.of(), List.of()));
  }

  Scene searches(int from, int to, String... found) {
    return done(
        "client-2.1", from, to, Kind.SEARCH, "", List.of(), end(to, List.of(), List.of(found)));
  }

  /** A follower sees when the series was last updated. */
  Scene follows(String process, int at, long... seconds) {
    List<Sample> seen = new ArrayList<>();
    for (long second : seconds) {
      seen.add(new Sample(SERIES.path(), second * MICROS, 0));
    }
    return done(process, at, at, Kind.FOLLOW, "", List.of(), end(at, seen, List.of()));
  }

  Scene followsToTheEnd(String process) {
    return follows(process, 890, updates.get(EventType.THROUGHPUT.esmondName()) / MICROS);
  }

  Scene stalls(String process, int from, int to) {
    return done(process, from, to, Kind.STALL, "", List.of(), end(to, List.of(), List.of()));
  }

  Scene closes(String process, String... left) {
    return done(process, 900, 901, Kind.CLOSE, "", List.of(), end(901, List.of(), List.of(left)));
  }

  /** All clients follow to the end and leave nothing. */
  Scene allEndWell() {
    for (String client : new TreeSet<>(operations.stream().map(Operation::client).toList())) {
      followsToTheEnd(client + ".9").closes(client + ".9");
    }
    return this;
  }

  Scene happens(Fault fault, String target, int from, int to) {
    faults.add(new FaultSpan(fault, target, from * SECOND, to * SECOND));
    return this;
  }

  Scene stored(Sample point) {
    points.put(point.time(), new IntegerValue(point.number()));
    return this;
  }

  Scene notStored(Sample point) {
    points.remove(point.time());
    return this;
  }

  Scene updatedAt(int second) {
    updates.merge(EventType.THROUGHPUT.esmondName(), second * MICROS, Math::max);
    return this;
  }

  Scene neverUpdated() {
    updates.put(EventType.THROUGHPUT.esmondName(), 0L);
    return this;
  }

  Scene notRegistered() {
    registered = false;
    return this;
  }

  Scene summarised(Series series, List<Point> as) {
    summaries.put(series, as);
    return this;
  }

  List<Point> base() {
    return points.entrySet().stream()
        .map(point -> new Point(Instant.ofEpochMilli(point.getKey()), point.getValue()))
        .toList();
  }

  List<Point> summary(Series series) {
    return Summaries.of(series, base());
  }

  /** What all checks find once all clients have ended well. */
  Findings findings() {
    return allEndWell().found();
  }

  /** What all checks find. */
  Findings found() {
    Map<Series, List<Point>> stored = new HashMap<>();
    Population.base(KEY).forEach(series -> stored.put(series, List.of()));
    stored.put(SERIES, base());
    FinalState end =
        new FinalState(stored, summaries, registered ? Map.of(KEY, updates) : Map.of());
    return Check.all(new History(setting, operations, faults), end);
  }
}

package net.es.esmond.storage.testkit.bench.growth;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.WriteResult;
import net.es.esmond.storage.testkit.bench.BenchTests;

/**
 * An archive of tests that all get a point a minute. Minutes are written once, one after another.
 */
final class GrowingArchive {
  private static final EventType TYPE = EventType.THROUGHPUT;
  private static final Instant FROM = Instant.parse("2025-03-01T00:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  private final EsmondStorage storage;
  private final List<String> keys = new ArrayList<>();

  /** Minutes that all tests have so far. */
  private int minutes;

  /** Registers the tests. */
  GrowingArchive(EsmondStorage storage, int tests) {
    this.storage = storage;
    for (int i = 0; i < tests; i++) {
      keys.add(storage.metadata().register(BenchTests.of(TYPE, "growth " + i)).key());
    }
  }

  int tests() {
    return keys.size();
  }

  /** Points that all tests have together. */
  long points() {
    return (long) minutes * keys.size();
  }

  /** Writes the next minutes of all tests at once; returns how many points they are. */
  long write(int more) {
    Stream<SeriesPoint> points =
        keys.stream()
            .flatMap(
                key ->
                    IntStream.range(minutes, minutes + more)
                        .mapToObj(minute -> new SeriesPoint(key, TYPE, point(minute))));
    WriteResult result = storage.archive().withTimeout(Duration.ofHours(1)).writeAll(points);
    result.orThrow();
    minutes += more;
    return result.written();
  }

  /** Writes the nth point after the present minutes, of the tests in turn. */
  CompletionStage<Void> writeLive(long n) {
    int minute = minutes + (int) (n / keys.size());
    return storage.archive().writeAsync(key(n), TYPE.esmondName(), point(minute));
  }

  /** Adds the minutes of {@link #writeLive} that all tests have got, of so many points. */
  void wroteLive(long points) {
    minutes += (int) (points / keys.size());
  }

  private String key(long n) {
    return keys.get((int) (n % keys.size()));
  }

  private static Point point(int minute) {
    return new Point(
        FROM.plusSeconds(60L * minute),
        new IntegerValue(9_000_000_000L + minute * 7_919L % 100_003));
  }

  /** Reads the last hour of one of the tests. */
  Page lastHour(long n) {
    return storage.archive().readPage(lastHourOf(n));
  }

  /** {@link #lastHour} without blocking. */
  CompletionStage<Page> lastHourAsync(long n) {
    return storage.archive().readPageAsync(lastHourOf(n));
  }

  private SeriesQuery lastHourOf(long n) {
    Instant end = FROM.plusSeconds(60L * minutes);
    return SeriesQuery.base(key(n), TYPE.esmondName()).between(end.minus(HOUR), end.minusMillis(1));
  }

  /** Counts the points that are stored of a test. */
  long stored(int test) {
    return storage
        .archive()
        .count(SeriesQuery.base(key(test), TYPE.esmondName()).between(FROM, lastMinute()));
  }

  private Instant lastMinute() {
    return FROM.plusSeconds(60L * (minutes - 1));
  }

  int minutes() {
    return minutes;
  }
}

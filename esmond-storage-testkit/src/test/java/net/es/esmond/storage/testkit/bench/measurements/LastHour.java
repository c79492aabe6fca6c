package net.es.esmond.storage.testkit.bench.measurements;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.SeriesQuery;

/**
 * Reading the last hour of series with a point a minute: one series after the other, as a page of a
 * web server does, and many at once, as a dashboard's grid does.
 */
final class LastHour {
  private static final int MINUTES = 180;

  /** Grids in a turn, and as many times each series one after the other. */
  private static final int GRIDS = 5;

  private static final int READS = 2;
  private static final Instant FROM = Instant.parse("2025-03-01T00:00:00Z");
  private static final Instant LAST = FROM.plus(Duration.ofMinutes(MINUTES - 1));
  private static final Instant HOUR_AGO = LAST.minus(Duration.ofMinutes(59));

  private final EsmondStorage storage;
  private final BareDriver bare;
  private final Contest contest;
  private final int seriesAtOnce;

  LastHour(EsmondStorage storage, BareDriver bare, Contest contest, int seriesAtOnce) {
    this.storage = storage;
    this.bare = bare;
    this.contest = contest;
    this.seriesAtOnce = seriesAtOnce;
  }

  void measure() throws Exception {
    List<Series> series = write();
    contest.hold(
        "the last hour of a series",
        () -> oneByOne(series),
        "the bare driver",
        () -> {
          long count = 0;
          for (int i = 0; i < READS; i++) {
            for (Series each : series) {
              count += bare.read(each, HOUR_AGO, LAST);
            }
          }
          return count;
        });
    contest.hold(
        "the last hour of " + seriesAtOnce + " series at once",
        () -> grids(series),
        "the bare driver, async by hand",
        () -> {
          long count = 0;
          for (int i = 0; i < GRIDS; i++) {
            count += bare.readAll(series, HOUR_AGO, LAST);
          }
          return count;
        });
  }

  private List<Series> write() {
    EventType type = EventType.PACKET_COUNT_SENT;
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < seriesAtOnce; i++) {
      series.add(Series.base(storage.metadata().register(Load.test(List.of(type))).key(), type));
    }
    storage
        .archive()
        .withTimeout(Duration.ofMinutes(10))
        .writeAll(
            series.stream()
                .flatMap(
                    each ->
                        IntStream.range(0, MINUTES)
                            .mapToObj(
                                minute ->
                                    new SeriesPoint(
                                        each.metadataKey(),
                                        type,
                                        new Point(
                                            FROM.plusSeconds(60L * minute),
                                            new IntegerValue(minute + 1))))))
        .orThrow();
    return series;
  }

  private static SeriesQuery query(Series series) {
    return SeriesQuery.of(series).between(HOUR_AGO, LAST);
  }

  private long oneByOne(List<Series> series) {
    long count = 0;
    for (int i = 0; i < READS; i++) {
      for (Series each : series) {
        count += storage.archive().readPage(query(each)).points().size();
      }
    }
    return count;
  }

  private long grids(List<Series> series) {
    long count = 0;
    for (int i = 0; i < GRIDS; i++) {
      for (Page page : storage.archive().readPages(series.stream().map(LastHour::query).toList())) {
        count += page.points().size();
      }
    }
    return count;
  }
}

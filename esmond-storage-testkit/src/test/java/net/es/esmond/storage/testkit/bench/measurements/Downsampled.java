package net.es.esmond.storage.testkit.bench.measurements;

import static net.es.esmond.storage.downsample.AggregateFunction.MAX;
import static net.es.esmond.storage.downsample.AggregateFunction.MEAN;
import static net.es.esmond.storage.downsample.AggregateFunction.MIN;
import static net.es.esmond.storage.downsample.AggregateFunction.percentile;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.downsample.AggregateFunction;
import net.es.esmond.storage.downsample.Step;
import net.es.esmond.storage.downsample.Steps;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/**
 * Down-sampling: a day of 1,000 points to its mean, and a year of a point a minute to days. Both
 * take turns with the bare driver, which has nodes compute {@code avg}, or reads the rows.
 */
final class Downsampled {
  private static final int ROUNDS = 9;
  private static final int WARM_UPS = 6;
  private static final int MEANS = 400;
  private static final int DAYS = 365;
  private static final int OF_A_DAY = 1_000;
  private static final Instant FROM = Instant.parse("2025-01-01T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private final EsmondStorage storage;
  private final BareDriver bare;
  private final CassandraRing ring;
  private final Figures figures;
  private final String where;

  Downsampled(
      EsmondStorage storage, BareDriver bare, CassandraRing ring, Figures figures, String where) {
    this.storage = storage;
    this.bare = bare;
    this.ring = ring;
    this.figures = figures;
    this.where = where;
  }

  void measure() throws Exception {
    Series thousand = write(Duration.ofMillis(86_400), 10 * OF_A_DAY);
    Contest contest = new Contest(ring, figures, where, WARM_UPS, ROUNDS);
    contest.hold(
        "mean of a day of 1,000 points",
        () -> means(thousand),
        "CQL avg()",
        () -> bare.averages(thousand, FROM, DAY, MEANS));
    Series year = write(Duration.ofMinutes(1), DAYS * 1_440);
    List<Partition> months =
        Partition.between(
            year, FROM.toEpochMilli(), FROM.plus(DAY.multipliedBy(DAYS)).toEpochMilli() - 1);
    contest.hold(
        "a year of minutes to min, max, mean and p95 of days",
        () -> days(year, List.of(MIN, MAX, MEAN, percentile(95))),
        "reading the rows on the bare driver",
        () -> bare.read(year, months));
    contest.hold(
        "a year of minutes to min, max and mean of days",
        () -> days(year, List.of(MIN, MAX, MEAN)),
        "reading the rows on the bare driver",
        () -> bare.read(year, months));
  }

  private Series write(Duration every, int count) {
    EventType type = EventType.THROUGHPUT;
    String key = storage.metadata().register(Load.test(List.of(type))).key();
    storage
        .archive()
        .writeAll(
            LongStream.range(0, count)
                .mapToObj(
                    i ->
                        new SeriesPoint(
                            key,
                            type,
                            new Point(
                                FROM.plus(every.multipliedBy(i)),
                                new IntegerValue(9_000_000_000L + i * 7_919 % 1_000_003)))));
    return Series.base(key, type);
  }

  private long means(Series series) {
    Steps days = Steps.of(DAY);
    for (int i = 0; i < MEANS; i++) {
      Instant from = FROM.plus(DAY.multipliedBy(i % 10));
      List<Step> steps =
          storage
              .archive()
              .downsample(
                  SeriesQuery.of(series).between(from, from.plus(DAY).minusMillis(1)),
                  days,
                  List.of(MEAN))
              .toList();
      if (steps.size() != 1 || !(steps.get(0).number(MEAN) > 9e9)) {
        throw new IllegalStateException("not a mean: " + steps);
      }
    }
    return MEANS;
  }

  private long days(Series series, List<AggregateFunction> functions) {
    List<Step> steps =
        storage
            .archive()
            .downsample(SeriesQuery.of(series), Steps.of(DAY), functions)
            .filter(Step::complete)
            .toList();
    if (steps.size() != DAYS) {
      throw new IllegalStateException(steps.size() + " days");
    }
    return steps.stream().mapToLong(Step::points).sum();
  }
}

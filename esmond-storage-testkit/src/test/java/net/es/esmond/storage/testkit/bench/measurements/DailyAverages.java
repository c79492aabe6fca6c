package net.es.esmond.storage.testkit.bench.measurements;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.internal.time.StorageClock;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.testkit.bench.BenchTests;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.Run;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;

/** A year of daily averages of a point a minute: as stored, and by reading the points. */
final class DailyAverages {
  private static final int ROUNDS = 7;
  private static final int WARM_UPS = 4;

  /** Reads of what is stored in one round: a server reads it often, not once in seconds. */
  private static final int READS = 50;

  private static final int DAYS = 365;
  private static final int MINUTES = DAYS * 24 * 60;
  private static final Instant FROM = Instant.parse("2025-01-01T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private final List<InetSocketAddress> nodes;
  private final int replicas;
  private final Figures figures;

  DailyAverages(List<InetSocketAddress> nodes, int replicas, Figures figures) {
    this.nodes = nodes;
    this.replicas = replicas;
    this.figures = figures;
  }

  void measure() throws Exception {
    InMemoryMetadataStore metadata = new InMemoryMetadataStore(Clock.systemUTC());
    Registration test =
        BenchTests.named("daily")
            .eventType(EventType.THROUGHPUT)
            .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, DAY)
            .build();
    String key;
    // To the others it was written hours ago, so that the summaries can be stored.
    try (EsmondStorage earlier = open(metadata, Clock.offset(Clock.systemUTC(), DAY.negated()))) {
      key = earlier.metadata().register(test).key();
      earlier
          .archive()
          .withTimeout(Duration.ofMinutes(10))
          .writeAll(
              LongStream.range(0, MINUTES)
                  .mapToObj(
                      i ->
                          new SeriesPoint(
                              key,
                              EventType.THROUGHPUT,
                              new Point(FROM.plusSeconds(60 * i), new IntegerValue(i % 1000)))))
          .orThrow();
    }
    try (EsmondStorage storage = open(metadata, Clock.systemUTC())) {
      long stored = storage.maintenance().storeSummaries().windows();
      if (stored != DAYS) {
        throw new IllegalStateException(stored + " windows were stored");
      }
      compare(storage, key);
    }
  }

  private void compare(EsmondStorage storage, String key) throws Exception {
    Instant to = FROM.plus(Duration.ofDays(DAYS));
    SeriesQuery base = SeriesQuery.base(key, "throughput").between(FROM, to);
    SeriesQuery daily =
        SeriesQuery.summary(key, "throughput", "average", DAY.toSeconds()).between(FROM, to);
    List<Run> byReading = new ArrayList<>();
    List<Run> asStored = new ArrayList<>();
    for (int round = -WARM_UPS; round < ROUNDS; round++) {
      Run first =
          Run.of(() -> expect(MINUTES, () -> storage.archive().read(base.pageSize(5_000)).count()));
      Run second =
          Run.of(
              () -> {
                for (int i = 0; i < READS; i++) {
                  expect(DAYS, () -> storage.archive().read(daily).count());
                }
                return READS * DAYS;
              });
      MeasurementsBench.progress("daily averages", round, first, second);
      if (round >= 0) {
        byReading.add(first);
        asStored.add(second);
      } else {
        Run.awaitCompiled();
      }
    }
    figures.add(
        "RF " + replicas + ": a year of daily averages, by reading the points",
        1000 * Run.median(byReading, Run::seconds),
        "ms",
        "as stored",
        1000 * Run.median(asStored, Run::seconds) / READS);
  }

  private static long expect(long count, LongSupplier read) {
    long read1 = read.getAsLong();
    if (read1 != count) {
      throw new IllegalStateException(read1 + " are not " + count);
    }
    return count;
  }

  private EsmondStorage open(InMemoryMetadataStore metadata, Clock clock) {
    return MeasurementsBench.builder(nodes, "bench_daily_" + replicas, replicas)
        .metadata((conf, context) -> metadata)
        .service(StorageClock.class, StorageClock.simulated(clock))
        .open();
  }
}

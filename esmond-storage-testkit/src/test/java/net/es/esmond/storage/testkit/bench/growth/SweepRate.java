package net.es.esmond.storage.testkit.bench.growth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.internal.time.StorageClock;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.testkit.archive.ArchiveServers;
import net.es.esmond.storage.testkit.bench.BenchTests;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.Run;

/**
 * How long a sweep takes for a series with averages of five minutes and of an hour: when twelve
 * hours are to be stored, and when nothing is.
 */
final class SweepRate {
  private static final EventType TYPE = EventType.THROUGHPUT;
  private static final Duration DAY = Duration.ofDays(1);
  private static final int HOURS = 12;
  private static final Duration SHORT = Duration.ofMinutes(5);
  private static final Duration LONG = Duration.ofHours(1);

  private final ArchiveServers servers;
  private final EsmondConf conf;
  private final Figures figures;

  SweepRate(ArchiveServers servers, EsmondConf conf, Figures figures) {
    this.servers = servers;
    this.conf = conf;
    this.figures = figures;
  }

  void measure(int tests) throws Exception {
    // To the others it was written a day ago, so that the windows are closed.
    Clock yesterday = Clock.offset(Clock.systemUTC(), DAY.negated());
    try (EsmondStorage earlier =
        servers
            .builder(conf)
            .service(StorageClock.class, StorageClock.simulated(yesterday))
            .withoutBackgroundMaintenance()
            .open()) {
      write(earlier, yesterday.instant(), tests);
    }
    try (EsmondStorage storage = servers.builder(conf).withoutBackgroundMaintenance().open()) {
      long[] windows = new long[1];
      Run storing =
          Run.of(
              () -> {
                windows[0] = storage.maintenance().storeSummaries().windows();
                return tests;
              });
      Run idle =
          Run.of(
              () -> {
                var unused = storage.maintenance().storeSummaries();
                return tests;
              });
      figures.add("a sweep that stores windows", windows[0] / storing.seconds(), "windows/s");
      figures.add("a sweep that finds nothing to store", idle.perSecond(), "series/s");
    }
  }

  private static void write(EsmondStorage storage, Instant now, int tests) {
    List<String> keys =
        IntStream.range(0, tests)
            .mapToObj(
                test ->
                    BenchTests.named("sweep " + test)
                        .eventType(TYPE)
                        .summary(TYPE, SummaryType.AVERAGE, SHORT)
                        .summary(TYPE, SummaryType.AVERAGE, LONG)
                        .build())
            .map(test -> storage.metadata().register(test).key())
            .toList();
    storage
        .archive()
        .writeAll(
            keys.stream()
                .flatMap(
                    key ->
                        IntStream.rangeClosed(1, HOURS * 60)
                            .mapToObj(
                                minute ->
                                    new SeriesPoint(
                                        key,
                                        TYPE,
                                        new Point(
                                            now.minus(Duration.ofMinutes(minute)),
                                            new IntegerValue(minute))))))
        .orThrow();
  }
}

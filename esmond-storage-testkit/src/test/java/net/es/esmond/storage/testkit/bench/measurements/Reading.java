package net.es.esmond.storage.testkit.bench.measurements;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/** Reading one long series from its first point to its last. */
final class Reading {
  private static final int ROUNDS = 7;

  /** With fewer, what is measured is the compiler. */
  private static final int WARM_UPS = 12;

  static final int POINTS = 300_000;
  private static final Instant FROM = Instant.parse("2015-01-01T00:00:00Z");
  private static final int SECONDS = 1_000;

  /** The driver's own default. */
  private static final int PAGE = 5_000;

  private final EsmondStorage storage;
  private final BareDriver bare;
  private final CassandraRing ring;
  private final Figures figures;
  private final String where;

  Reading(
      EsmondStorage storage, BareDriver bare, CassandraRing ring, Figures figures, String where) {
    this.storage = storage;
    this.bare = bare;
    this.ring = ring;
    this.figures = figures;
    this.where = where;
  }

  /** Writes ten years, a point every thousand seconds. */
  static Series tenYears(EsmondStorage storage, String tool) {
    EventType type = EventType.PACKET_COUNT_SENT;
    String key = storage.metadata().register(Load.test(List.of(type), tool)).key();
    storage
        .archive()
        .withTimeout(Duration.ofMinutes(10))
        .writeAll(
            LongStream.range(0, POINTS)
                .mapToObj(
                    i ->
                        new SeriesPoint(
                            key,
                            type,
                            new Point(FROM.plusSeconds(i * SECONDS), new IntegerValue(i + 1)))))
        .orThrow();
    return Series.base(key, type);
  }

  void measure() throws Exception {
    Series series = tenYears(storage, "reading");
    Instant to = FROM.plusSeconds((long) POINTS * SECONDS);
    List<Partition> partitions = Partition.between(series, FROM.toEpochMilli(), to.toEpochMilli());
    new Contest(ring, figures, where, WARM_UPS, ROUNDS)
        .hold(
            "reading ten years of one series",
            () -> storage.archive().read(SeriesQuery.of(series).pageSize(PAGE)).count(),
            "paging on the bare driver",
            () -> bare.read(series, partitions));
  }
}

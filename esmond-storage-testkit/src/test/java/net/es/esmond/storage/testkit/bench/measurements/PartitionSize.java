package net.es.esmond.storage.testkit.bench.measurements;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.NodeTables;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/**
 * The largest partition of a year of histograms, one a minute, of 150 buckets each: that of a month
 * of 31 days, and no other is larger, so one is written.
 */
final class PartitionSize {
  private static final String TABLE = "raw_data";
  private static final int BUCKETS = 150;
  private static final double MEGA = 1e6;

  private final EsmondStorage storage;
  private final CassandraRing ring;
  private final String keyspace;
  private final Figures figures;
  private final String where;
  private final Random random = new Random(150);

  PartitionSize(
      EsmondStorage storage, CassandraRing ring, String keyspace, Figures figures, String where) {
    this.storage = storage;
    this.ring = ring;
    this.keyspace = keyspace;
    this.figures = figures;
    this.where = where;
  }

  void measure() throws Exception {
    EventType type = EventType.HISTOGRAM_OWDELAY;
    String key = storage.metadata().register(Load.test(List.of(type))).key();
    Instant from = Instant.parse("2025-01-01T00:00:00Z");
    storage
        .archive()
        .withTimeout(Duration.ofMinutes(10))
        .writeAll(
            LongStream.range(0, 31L * 24 * 60)
                .mapToObj(
                    i ->
                        new SeriesPoint(
                            key, type, new Point(from.plusSeconds(60 * i), histogram()))))
        .orThrow();
    double largest = 0;
    for (CassandraNode node : ring.nodes()) {
      try (NodeTables tables = new NodeTables(node, keyspace)) {
        tables.flush(TABLE);
        largest = Math.max(largest, tables.metric(TABLE, "MaxPartitionSize", "Value"));
      }
    }
    figures.add(
        where + ": largest partition, histograms of " + BUCKETS + " buckets every minute",
        largest / MEGA,
        "MB");
  }

  private Histogram histogram() {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (int i = 0; i < BUCKETS; i++) {
      counts.put(String.valueOf(100 + i / 10.0), 1L + random.nextInt(8));
    }
    return Histogram.of(counts);
  }
}

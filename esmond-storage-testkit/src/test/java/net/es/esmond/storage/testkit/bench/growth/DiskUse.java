package net.es.esmond.storage.testkit.bench.growth;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.JsonValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.testkit.bench.BenchTests;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.NodeTables;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/** What points of other kinds than integers take on the disk of each replica, once compacted. */
final class DiskUse {
  private static final int TESTS = 10;
  private static final Instant FROM = Instant.parse("2025-03-01T00:00:00Z");

  /** Buckets of a minute of delays, and hops of a trace, as perfSONAR's tools give. */
  private static final int BUCKETS = 30;

  private static final int HOPS = 12;

  private final EsmondStorage storage;
  private final CassandraRing ring;
  private final String keyspace;
  private final int replicas;
  private final Figures figures;
  private final Random random = new Random(21);

  DiskUse(
      EsmondStorage storage, CassandraRing ring, String keyspace, int replicas, Figures figures) {
    this.storage = storage;
    this.ring = ring;
    this.keyspace = keyspace;
    this.replicas = replicas;
    this.figures = figures;
  }

  /** Writes so many points of each kind. */
  void measure(int points) throws Exception {
    measure("a percentage", EventType.PACKET_LOSS_RATE, "rate_aggregations", points, this::loss);
    measure(
        "a histogram of " + BUCKETS + " buckets",
        EventType.HISTOGRAM_OWDELAY,
        "raw_data",
        points,
        this::delays);
    measure(
        "a trace of " + HOPS + " hops", EventType.PACKET_TRACE, "raw_data", points, this::trace);
  }

  private void measure(
      String what, EventType type, String table, int points, IntFunction<Value> value)
      throws Exception {
    double before = NodeTables.compactedBytes(ring, keyspace, table);
    List<String> keys =
        IntStream.range(0, TESTS)
            .mapToObj(
                test -> storage.metadata().register(BenchTests.of(type, "disk " + test)).key())
            .toList();
    storage
        .archive()
        .withTimeout(Duration.ofMinutes(10))
        .writeAll(
            keys.stream()
                .flatMap(
                    key ->
                        IntStream.range(0, points / TESTS)
                            .mapToObj(
                                minute ->
                                    new SeriesPoint(
                                        key,
                                        type,
                                        new Point(
                                            FROM.plusSeconds(60L * minute), value.apply(minute))))))
        .orThrow();
    double bytes = NodeTables.compactedBytes(ring, keyspace, table) - before;
    add(figures, what, bytes, points, replicas);
  }

  static void add(Figures figures, String what, double bytes, long points, int replicas) {
    figures.add("disk of a replica for " + what, bytes / points / replicas, "bytes/point");
  }

  private Value loss(int minute) {
    return new Percentage(random.nextInt(3), 600);
  }

  private Value delays(int minute) {
    TreeMap<String, Long> counts = new TreeMap<>();
    for (int i = 0; i < BUCKETS; i++) {
      counts.put(String.format(Locale.ROOT, "%.1f", 12 + i / 10.0), 1L + random.nextInt(40));
    }
    return Histogram.of(counts);
  }

  private Value trace(int minute) {
    return JsonValue.of(
        IntStream.rangeClosed(1, HOPS)
            .mapToObj(
                hop ->
                    String.format(
                        Locale.ROOT,
                        "{\"success\": 1, \"ip\": \"198.51.100.%d\", \"hostname\": \"r%d.example.net\","
                            + " \"rtt\": %.3f, \"ttl\": %d, \"query\": 1, \"as\": {\"owner\": \"EXAMPLE\","
                            + " \"number\": 64500}}",
                        hop,
                        hop,
                        hop + random.nextDouble(),
                        hop))
            .collect(Collectors.joining(", ", "[", "]")));
  }
}

package net.es.esmond.storage.testkit.bench.measurements;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.Run;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;

/** Bulk load and live mix on two rings, which take turns and differ in their commit logs only. */
final class CommitLogCost {
  private static final int ROUNDS = 3;
  private static final int WARM_UPS = 2;
  private static final int BULK = 100_000;
  private static final int SERIES = 10_000;
  private static final int IN_FLIGHT = 1024;
  private static final int PACED_PER_SECOND = 500;
  private static final int PACED_SECONDS = 2;
  private static final Instant FROM = Instant.parse("2025-03-01T00:00:00Z");

  private final Figures figures;
  private final Load load = Load.fromInput();
  private final InMemoryMetadataStore metadata = new InMemoryMetadataStore(Clock.systemUTC());
  private final List<Series> series =
      IntStream.range(0, SERIES).mapToObj(i -> registered(metadata)).toList();
  private final Map<String, Map<CommitLogSync, List<Double>>> measured = new TreeMap<>();

  /** A ring and what writes to it. */
  private record Way(CassandraRing ring, EsmondStorage bulk, LiveWriter live)
      implements AutoCloseable {
    static Way open(CommitLogSync sync, InMemoryMetadataStore metadata) {
      CassandraRing ring = sync.start();
      return new Way(
          ring,
          MeasurementsBench.open(ring.contactPoints(), "bulk", CommitLogSync.REPLICAS),
          LiveWriter.open(LiveWay.KEEP_TWICE, ring, CommitLogSync.REPLICAS, metadata));
    }

    @Override
    public void close() {
      live.close();
      bulk.close();
      ring.close();
    }
  }

  CommitLogCost(Figures figures) {
    this.figures = figures;
  }

  static Series registered(InMemoryMetadataStore metadata) {
    EventType type = EventType.PACKET_COUNT_LOST;
    return Series.base(
        metadata
            .register(Load.test(List.of(type)), Deadline.after(Duration.ofSeconds(10)))
            .toCompletableFuture()
            .join()
            .key(),
        type);
  }

  void measure() throws Exception {
    Map<CommitLogSync, Way> ways = new EnumMap<>(CommitLogSync.class);
    try {
      for (CommitLogSync sync : CommitLogSync.values()) {
        ways.put(sync, Way.open(sync, metadata));
      }
      for (int round = -WARM_UPS; round < ROUNDS; round++) {
        for (Map.Entry<CommitLogSync, Way> way : ways.entrySet()) {
          measure(way.getKey(), way.getValue(), round);
        }
        if (round < 0) {
          Run.awaitCompiled();
        }
      }
    } finally {
      ways.values().forEach(Way::close);
    }
    measured.forEach(
        (what, by) ->
            figures.add(
                "RF 3: " + what + ", group",
                Run.median(by.get(CommitLogSync.GROUP), value -> value),
                what.contains("latency") ? "ms" : "points/s",
                "periodic",
                Run.median(by.get(CommitLogSync.PERIODIC), value -> value)));
  }

  private void measure(CommitLogSync sync, Way way, int round) throws Exception {
    List<Load.Points> some = load.repeated(way.bulk(), round < 0 ? BULK / 4 : BULK);
    Turn bulk =
        Turn.of(
            way.ring(),
            () -> MeasurementsBench.written(way.bulk().archive().writeAll(Load.stream(some))));
    Turn live = Turn.of(way.ring(), () -> live(way.live(), round));
    MeasurementsBench.progress(sync + ": bulk, live", round, bulk.run(), live.run());
    double[] paced = paced(way.live(), round);
    if (round >= 0) {
      add("bulk load", sync, bulk.perSecond());
      add("live mix, two instances", sync, live.perSecond());
      add("live mix at 500/s, latency, median", sync, paced[0]);
      add("live mix at 500/s, latency, 99 %", sync, paced[1]);
    }
  }

  private void add(String what, CommitLogSync sync, double value) {
    measured
        .computeIfAbsent(what, w -> new EnumMap<>(CommitLogSync.class))
        .computeIfAbsent(sync, s -> new ArrayList<>())
        .add(value);
  }

  /** A point for each series in turn. */
  private long live(LiveWriter writer, int round) throws InterruptedException {
    BareDriver.InFlight inFlight = new BareDriver.InFlight(IN_FLIGHT);
    for (int i = 0; i < SERIES; i++) {
      int n = i + round + WARM_UPS;
      Series to = series.get(i);
      inFlight.start(() -> writer.write(n, to, point(round, 0)));
    }
    return inFlight.end();
  }

  /** Median and 99th percentile of the time from when a write was due to its answer, in ms. */
  private double[] paced(LiveWriter writer, int round) throws InterruptedException {
    int count = PACED_PER_SECOND * PACED_SECONDS;
    double[] millis = new double[count];
    BareDriver.InFlight inFlight = new BareDriver.InFlight(count);
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      int at = i;
      long due = start + i * (1_000_000_000L / PACED_PER_SECOND);
      while (System.nanoTime() - due < 0) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      inFlight.start(
          () ->
              writer
                  .write(at, series.get(at), point(round, 30))
                  .thenRun(() -> millis[at] = (System.nanoTime() - due) / 1e6));
    }
    inFlight.end();
    Arrays.sort(millis);
    return new double[] {millis[count / 2], millis[count * 99 / 100]};
  }

  private static Point point(int round, int second) {
    return new Point(FROM.plusSeconds(60L * (round + WARM_UPS) + second), new IntegerValue(round));
  }
}

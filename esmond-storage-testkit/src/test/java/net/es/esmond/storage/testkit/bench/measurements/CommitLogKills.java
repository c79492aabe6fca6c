package net.es.esmond.storage.testkit.bench.measurements;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.internal.Parallel;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import org.awaitility.Awaitility;

/** All three nodes are killed within half a second, under load; acknowledged points are counted. */
final class CommitLogKills {
  private static final int KILLS = 10;
  private static final int SERIES = 100;
  private static final int IN_FLIGHT = 256;
  private static final long HALF_A_SECOND = TimeUnit.MILLISECONDS.toNanos(500);
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Duration BACK = Duration.ofMinutes(2);
  private static final Instant FROM = Instant.parse("2025-03-01T00:00:00Z");

  private final CommitLogSync sync;
  private final Figures figures;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final InMemoryMetadataStore metadata = new InMemoryMetadataStore(Clock.systemUTC());
  private final List<Series> series =
      IntStream.range(0, SERIES).mapToObj(i -> CommitLogCost.registered(metadata)).toList();
  private int count;
  private volatile boolean stopped;

  /** A point that was acknowledged. */
  private record Acknowledged(Series series, Instant time) {}

  CommitLogKills(CommitLogSync sync, Figures figures) {
    this.sync = sync;
    this.figures = figures;
  }

  void measure() throws Exception {
    long acknowledged = 0;
    long lost = 0;
    int lossy = 0;
    try (CassandraRing ring = sync.start();
        EsmondStorage storage =
            MeasurementsBench.builder(ring.contactPoints(), "kills", CommitLogSync.REPLICAS)
                .metadata((conf, context) -> metadata)
                .open()) {
      for (int kill = 1; kill <= KILLS; kill++) {
        Queue<Acknowledged> points = writtenUntilKilled(ring, storage);
        Parallel.run(ring.nodes().stream().<Runnable>map(node -> node::start).toList());
        Awaitility.await()
            .atMost(BACK)
            .ignoreExceptions()
            .until(() -> storage.replication().status().down().isEmpty());
        long missing = missing(storage, points);
        System.out.printf(
            "%s, kill %d: %,d acknowledged, %d lost%n", sync, kill, points.size(), missing);
        acknowledged += points.size();
        lost += missing;
        lossy += missing > 0 ? 1 : 0;
      }
    }
    figures.add(sync + ": acknowledged points", acknowledged, "points");
    figures.add(sync + ": of these lost in " + KILLS + " kills", lost, "points");
    figures.add(sync + ": kills that lost some", lossy, "kills");
    figures.note("moments of the kills: seed " + seed);
  }

  private Queue<Acknowledged> writtenUntilKilled(CassandraRing ring, EsmondStorage storage)
      throws InterruptedException {
    Queue<Acknowledged> points = new ConcurrentLinkedQueue<>();
    stopped = false;
    Thread writer = new Thread(() -> write(storage.archive().withTimeout(DEADLINE), points));
    writer.start();
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
    Parallel.run(
        ring.nodes().stream().<Runnable>map(node -> killed(node, random.nextDouble())).toList());
    stopped = true;
    writer.join();
    return points;
  }

  private static Runnable killed(CassandraNode node, double when) {
    return () -> {
      LockSupport.parkNanos((long) (when * HALF_A_SECOND));
      node.kill();
    };
  }

  /** Writes until it is stopped, and until what is under way has ended. */
  private void write(Archive archive, Queue<Acknowledged> acknowledged) {
    Semaphore room = new Semaphore(IN_FLIGHT);
    while (!stopped) {
      room.acquireUninterruptibly();
      Series to = series.get(count % SERIES);
      Instant time = FROM.plusSeconds(count++ / SERIES);
      archive
          .writeAsync(
              to.metadataKey(), to.eventType().esmondName(), new Point(time, new IntegerValue(1)))
          .whenComplete(
              (done, error) -> {
                if (error == null) {
                  acknowledged.add(new Acknowledged(to, time));
                }
                room.release();
              });
    }
    room.acquireUninterruptibly(IN_FLIGHT);
  }

  /** Counts the points that no replica has. */
  private static long missing(EsmondStorage storage, Queue<Acknowledged> points) {
    Map<Series, Set<Instant>> expected =
        points.stream()
            .collect(
                Collectors.groupingBy(
                    Acknowledged::series,
                    Collectors.mapping(Acknowledged::time, Collectors.toSet())));
    long missing = 0;
    for (Map.Entry<Series, Set<Instant>> each : expected.entrySet()) {
      Set<Instant> found = new HashSet<>();
      storage
          .archive()
          .withTimeout(BACK)
          .read(SeriesQuery.of(each.getKey()).at(ConsistencyLevel.ALL))
          .forEach(point -> found.add(point.time()));
      missing += each.getValue().stream().filter(time -> !found.contains(time)).count();
    }
    return missing;
  }
}

package net.es.esmond.storage.testkit.bench.measurements;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.Run;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;

/** Many series, one point each in turn, as measurements arrive: in all ways, which take turns. */
final class LiveMix implements AutoCloseable {
  private static final int SERIES = 10_000;

  /** Callers at a time, of all instances together. */
  private static final int IN_FLIGHT = 1024;

  private static final int ROUNDS = Run.rounds(7);

  /** With fewer, cold nodes decide, and flatter whoever sends them fewer requests: us. */
  private static final int WARM_UPS = Run.rounds(6);

  private static final int TURNS = 2;
  private static final int PACED_PER_SECOND = 500;
  private static final int PACED_SECONDS = 2;
  private static final Instant FROM = Instant.parse("2025-03-01T00:00:00Z");

  private static final String NOTE =
      """
      The live mix: the same points, callers and deadline in all ways, each to a keyspace of its
      own. The archive does more than statements by hand: it checks the input, knows the test, keeps
      the list of partitions (the first warm-up writes it) and touches time_updated. Its metadata is
      in memory, so what PostgreSQL takes for these is not shown. Two instances (or sessions) share
      this process; each call goes to the other one than the series' call before, and each joins
      half as many requests in a packet. With two replicas the archive's look asks both, and the
      look by hand asks one.""";

  /** Ours and what it is compared with. */
  private record Pair(LiveWay ours, LiveWay byHand) {}

  private static final List<Pair> PAIRS =
      List.of(
          new Pair(LiveWay.KEEP_TWICE, LiveWay.LOOK_AND_STATEMENT),
          new Pair(LiveWay.KEEP_TWICE, LiveWay.LOOK_AND_STATEMENT_TWICE),
          new Pair(LiveWay.KEEP_TWICE, LiveWay.STATEMENT),
          new Pair(LiveWay.UNCHECKED, LiveWay.STATEMENT),
          new Pair(LiveWay.KEEP, LiveWay.LOOK_AND_STATEMENT),
          new Pair(LiveWay.KEEP, LiveWay.STATEMENT));

  private final Map<LiveWay, LiveWriter> writers = new EnumMap<>(LiveWay.class);
  private final List<Series> series;
  private final CassandraRing ring;
  private final Figures figures;
  private final String where;

  /** Minutes of the series that were written so far. */
  private int minutes;

  LiveMix(CassandraRing ring, int replicas, Figures figures, String where) {
    this.ring = ring;
    this.figures = figures;
    this.where = where;
    InMemoryMetadataStore metadata = new InMemoryMetadataStore(Clock.systemUTC());
    this.series = series(metadata);
    try {
      for (LiveWay way : LiveWay.values()) {
        writers.put(way, LiveWriter.open(way, ring, replicas, metadata));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static List<Series> series(InMemoryMetadataStore metadata) {
    List<Series> series = new ArrayList<>();
    EventType type = EventType.PACKET_COUNT_LOST;
    for (int i = 0; i < SERIES; i++) {
      String key =
          metadata
              .register(Load.test(List.of(type)), Deadline.after(Duration.ofSeconds(10)))
              .toCompletableFuture()
              .join()
              .key();
      series.add(Series.base(key, type));
    }
    return series;
  }

  void measure() throws Exception {
    Map<LiveWay, List<Turn>> turns = new EnumMap<>(LiveWay.class);
    List<LiveWay> order = new ArrayList<>(writers.keySet());
    order.forEach(way -> turns.put(way, new ArrayList<>()));
    for (int round = -WARM_UPS; round < ROUNDS; round++, minutes += TURNS) {
      for (LiveWay way : order) {
        Turn turn = Turn.of(ring, () -> turns(writers.get(way)));
        MeasurementsBench.progress(where + " live, " + way, round, turn.run());
        if (round >= 0) { // the first round ever puts every partition into the index
          turns.get(way).add(turn);
        } else {
          Run.awaitCompiled();
        }
      }
      Collections.reverse(order); // so that a drift of the machine favours none
    }
    compare("", "points/s", turns, Turn::perSecond);
    compare(", client CPU", "us/point", turns, Turn::cpuMicrosEach);
    compare(", nodes' CPU", "us/point", turns, Turn::nodeMicrosEach);
    paced(order);
    figures.note(NOTE);
  }

  private <T> void compare(
      String what, String unit, Map<LiveWay, List<T>> measured, ToDoubleFunction<T> figure) {
    for (Pair pair : PAIRS) {
      figures.add(
          where + ": live mix, " + pair.ours() + what,
          Run.median(measured.get(pair.ours()), figure),
          unit,
          pair.byHand().toString(),
          Run.median(measured.get(pair.byHand()), figure));
    }
  }

  private long turns(LiveWriter writer) throws InterruptedException {
    BareDriver.InFlight inFlight = new BareDriver.InFlight(IN_FLIGHT);
    for (int turn = 0; turn < TURNS; turn++) {
      for (int i = 0; i < SERIES; i++) {
        int n = i + turn;
        Point point = point(minutes + turn, turn);
        Series to = series.get(i);
        inFlight.start(() -> writer.write(n, to, point));
      }
    }
    return inFlight.end();
  }

  private static Point point(int minute, int value) {
    return new Point(FROM.plusSeconds(60L * minute), new IntegerValue(value));
  }

  private void paced(List<LiveWay> order) throws InterruptedException {
    Map<LiveWay, List<double[]>> millis = new EnumMap<>(LiveWay.class);
    order.forEach(way -> millis.put(way, new ArrayList<>()));
    for (int round = 0; round < ROUNDS; round++, minutes++) {
      for (LiveWay way : order) {
        millis.get(way).add(paced(writers.get(way)));
      }
      Collections.reverse(order);
    }
    String paced = " at " + PACED_PER_SECOND + "/s, latency, ";
    compare(paced + "median", "ms", millis, round -> round[0]);
    compare(paced + "99 %", "ms", millis, round -> round[1]);
  }

  /** Median and 99th percentile of the time from when a write was due to its answer, in ms. */
  private double[] paced(LiveWriter writer) throws InterruptedException {
    int count = PACED_PER_SECOND * PACED_SECONDS;
    double[] millis = new double[count];
    BareDriver.InFlight inFlight = new BareDriver.InFlight(count);
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      int at = i;
      long due = start + i * (1_000_000_000L / PACED_PER_SECOND);
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      Point point = point(minutes, i);
      inFlight.start(
          () ->
              writer
                  .write(at + minutes, series.get(at), point)
                  .thenRun(() -> millis[at] = (System.nanoTime() - due) / 1e6));
    }
    inFlight.end();
    Arrays.sort(millis);
    return new double[] {millis[count / 2], millis[count * 99 / 100]};
  }

  @Override
  public void close() {
    writers.values().forEach(LiveWriter::close);
  }
}

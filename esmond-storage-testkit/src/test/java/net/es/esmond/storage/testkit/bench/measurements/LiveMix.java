package net.es.esmond.storage.testkit.bench.measurements;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.Run;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import org.awaitility.Awaitility;

/** Many series, one point each in turn, as measurements arrive. */
final class LiveMix {
  private static final int SERIES = 10_000;
  private static final int IN_FLIGHT = 1024;
  private static final int ROUNDS = 7;

  /** With fewer, cold nodes decide, and flatter whoever sends them fewer requests: us. */
  private static final int WARM_UPS = 10;

  /** Compiling competes with the nodes for two cores, and would go on through all rounds. */
  private static final Duration COMPILING = Duration.ofSeconds(30);

  private static final int TURNS = 2;
  private static final int PACED_PER_SECOND = 500;
  private static final int PACED_SECONDS = 2;

  private final EsmondStorage storage;
  private final BareDriver bare;
  private final CassandraRing ring;
  private final Figures figures;
  private final String where;
  private final List<Series> byHand;
  private final List<Series> byUs;
  private Instant time = Instant.parse("2025-03-01T00:00:00Z");

  private interface Writer {
    CompletionStage<?> write(Series series, Point point);
  }

  /** A run, and the processor time that the nodes took for each of its points. */
  private record Turn(Run run, double nodeMicrosEach) {
    static double median(List<Turn> turns, ToDoubleFunction<Turn> figure) {
      double[] figures = turns.stream().mapToDouble(figure).sorted().toArray();
      return figures[figures.length / 2];
    }
  }

  LiveMix(
      EsmondStorage storage, BareDriver bare, CassandraRing ring, Figures figures, String where) {
    this.storage = storage;
    this.bare = bare;
    this.ring = ring;
    this.figures = figures;
    this.where = where;
    this.byHand = series();
    this.byUs = series();
  }

  private List<Series> series() {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < SERIES; i++) {
      String key =
          storage.metadata().register(Load.test(List.of(EventType.PACKET_COUNT_LOST))).key();
      series.add(Series.base(key, EventType.PACKET_COUNT_LOST));
    }
    return series;
  }

  void measure() throws Exception {
    List<Turn> oneByOne = new ArrayList<>();
    List<Turn> ours = new ArrayList<>();
    for (int round = -WARM_UPS; round < ROUNDS; round++) {
      Turn first = turn(byHand, bare::write);
      Turn second = turn(byUs, this::write);
      MeasurementsBench.progress(where + " live", round, first.run(), second.run());
      if (round >= 0) { // the first round ever puts every partition into the index
        oneByOne.add(first);
        ours.add(second);
      } else {
        awaitCompiled();
      }
    }
    String compared = "async statement per point, no conflict rule";
    figures.add(
        where + ": live mix",
        Turn.median(ours, turn -> turn.run().perSecond()),
        "points/s",
        compared,
        Turn.median(oneByOne, turn -> turn.run().perSecond()));
    figures.add(
        where + ": live mix, client CPU",
        Turn.median(ours, turn -> turn.run().cpuMicrosEach()),
        "us/point",
        compared,
        Turn.median(oneByOne, turn -> turn.run().cpuMicrosEach()));
    figures.add(
        where + ": live mix, nodes' CPU",
        Turn.median(ours, Turn::nodeMicrosEach),
        "us/point",
        compared,
        Turn.median(oneByOne, Turn::nodeMicrosEach));
    List<double[]> bareMillis = new ArrayList<>();
    List<double[]> ourMillis = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      bareMillis.add(paced(byHand, bare::write));
      ourMillis.add(paced(byUs, this::write));
    }
    String paced = where + ": live mix at " + PACED_PER_SECOND + "/s, ";
    for (int i = 0; i < 2; i++) {
      String which = i == 0 ? "median" : "99 %";
      double byHand = median(bareMillis, i);
      double byUs = median(ourMillis, i);
      figures.add(paced + "latency, " + which, byUs, "ms", compared, byHand);
      figures.add(paced + "latency added, " + which, byUs - byHand, "ms");
    }
  }

  private static void awaitCompiled() {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    long[] before = {-1};
    Awaitility.await()
        .pollInterval(Duration.ofMillis(500))
        .atMost(COMPILING)
        .until(() -> before[0] == (before[0] = compiler.getTotalCompilationTime()));
  }

  private static double median(List<double[]> rounds, int which) {
    double[] sorted = rounds.stream().mapToDouble(round -> round[which]).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private CompletionStage<?> write(Series series, Point point) {
    return storage
        .archive()
        .writeAsync(series.metadataKey(), series.eventType().esmondName(), point);
  }

  private Turn turn(List<Series> all, Writer writer) throws Exception {
    double before = nodeSeconds();
    Run run = Run.of(() -> turns(all, writer));
    return new Turn(run, 1e6 * (nodeSeconds() - before) / run.items());
  }

  private double nodeSeconds() {
    return ring.nodes().stream()
        .flatMap(node -> ProcessHandle.of(node.pid()).stream())
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .mapToDouble(cpu -> cpu.toNanos() / 1e9)
        .sum();
  }

  private long turns(List<Series> all, Writer writer) throws InterruptedException {
    BareDriver.InFlight inFlight = new BareDriver.InFlight(IN_FLIGHT);
    for (int turn = 0; turn < TURNS; turn++) {
      time = time.plusSeconds(60);
      for (Series series : all) {
        Point point = new Point(time, new IntegerValue(turn));
        inFlight.start(() -> writer.write(series, point));
      }
    }
    return inFlight.end();
  }

  /** Median and 99th percentile of the time from when a write was due to its answer, in ms. */
  private double[] paced(List<Series> all, Writer writer) throws InterruptedException {
    int count = PACED_PER_SECOND * PACED_SECONDS;
    double[] millis = new double[count];
    time = time.plusSeconds(60);
    BareDriver.InFlight inFlight = new BareDriver.InFlight(count);
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      int at = i;
      long due = start + i * (1_000_000_000L / PACED_PER_SECOND);
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      Point point = new Point(time, new IntegerValue(i));
      inFlight.start(
          () ->
              writer
                  .write(all.get(at), point)
                  .thenRun(() -> millis[at] = (System.nanoTime() - due) / 1e6));
    }
    inFlight.end();
    Arrays.sort(millis);
    return new double[] {millis[count / 2], millis[count * 99 / 100]};
  }
}

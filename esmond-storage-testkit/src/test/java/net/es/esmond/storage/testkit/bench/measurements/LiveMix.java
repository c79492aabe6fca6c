package net.es.esmond.storage.testkit.bench.measurements;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.Run;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/** Many series, one point each in turn, as measurements arrive. */
final class LiveMix {
  private static final int SERIES = 10_000;
  private static final int IN_FLIGHT = 1024;
  private static final int ROUNDS = 7;

  /** With fewer, cold nodes decide, and flatter whoever sends them fewer requests: us. */
  private static final int WARM_UPS = 10;

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
        Run.awaitCompiled();
      }
    }
    String compared = "async statement per point, no conflict rule";
    Turn.compare(figures, where + ": live mix", ours, compared, oneByOne);
    List<double[]> bareMillis = new ArrayList<>();
    List<double[]> ourMillis = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      bareMillis.add(paced(byHand, bare::write));
      ourMillis.add(paced(byUs, this::write));
    }
    String paced = where + ": live mix at " + PACED_PER_SECOND + "/s, ";
    for (int i = 0; i < 2; i++) {
      int at = i;
      String which = at == 0 ? "median" : "99 %";
      double byHand = Run.median(bareMillis, round -> round[at]);
      double byUs = Run.median(ourMillis, round -> round[at]);
      figures.add(paced + "latency, " + which, byUs, "ms", compared, byHand);
      figures.add(paced + "latency added, " + which, byUs - byHand, "ms");
    }
  }

  private CompletionStage<?> write(Series series, Point point) {
    return storage
        .archive()
        .writeAsync(series.metadataKey(), series.eventType().esmondName(), point);
  }

  private Turn turn(List<Series> all, Writer writer) throws Exception {
    return Turn.of(ring, () -> turns(all, writer));
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

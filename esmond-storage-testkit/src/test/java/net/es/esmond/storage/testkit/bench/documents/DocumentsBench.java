package net.es.esmond.storage.testkit.bench.documents;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.FloatValue;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.Run;

/**
 * How fast documents of 10,000 points are written on one core: {@code -Pbench -Dbench=documents}.
 * Nothing is read from a store and nothing is sent: text is counted and dropped.
 */
public final class DocumentsBench {
  private static final int POINTS = 10_000;
  private static final int WARM_UP_ROUNDS = 5;
  private static final int ROUNDS = 7;
  private static final long BYTES_A_ROUND = 200_000_000;
  private static final long SEED = 1;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final Map<String, Function<Random, Value>> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("integers", random -> new IntegerValue(random.nextLong(10_000_000_000L)));
    KINDS.put("floats", random -> new FloatValue(random.nextLong(10_000_000)));
    KINDS.put("percentages", random -> new Percentage(random.nextInt(600), 600));
    KINDS.put("averages", random -> Average.ofIntegers(random.nextLong(10_000_000_000L), 1_440));
    KINDS.put("histograms", DocumentsBench::histogram);
  }

  private DocumentsBench() {}

  public static void run() throws Exception {
    Figures figures = new Figures("documents");
    for (Map.Entry<String, Function<Random, Value>> kind : KINDS.entrySet()) {
      Random random = new Random(SEED);
      List<Point> points =
          IntStream.range(0, POINTS)
              .mapToObj(n -> new Point(START.plusSeconds(n), kind.getValue().apply(random)))
              .toList();
      Map<DocumentWay, List<Run>> runs = new HashMap<>();
      for (int round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
        for (DocumentWay way : DocumentWay.values()) {
          Run run = Run.of(() -> write(way, points));
          if (round >= WARM_UP_ROUNDS) {
            runs.computeIfAbsent(way, each -> new ArrayList<>()).add(run);
          }
        }
      }
      double ours = megabytes(runs.get(DocumentWay.LIBRARY));
      for (DocumentWay other : List.of(DocumentWay.STRING_BUILDER, DocumentWay.JACKSON)) {
        figures.add(
            kind.getKey() + ", " + POINTS + " points a document",
            ours,
            "MB/s",
            other.toString(),
            megabytes(runs.get(other)));
      }
    }
    figures.note("Text by hand has numbers as Java prints them, and so fewer bytes than esmond's.");
    figures.publish();
  }

  /** Writes documents, and returns how many bytes they had. */
  private static long write(DocumentWay way, List<Point> points) throws Exception {
    ByteCount count = new ByteCount();
    while (count.bytes() < BYTES_A_ROUND) {
      way.write(points, count);
    }
    return count.bytes();
  }

  private static double megabytes(List<Run> runs) {
    return Run.median(runs, run -> run.perSecond() / 1e6);
  }

  private static Histogram histogram(Random random) {
    return Histogram.of(
        IntStream.range(0, 20)
            .boxed()
            .collect(
                Collectors.toMap(
                    bucket -> (400 + bucket) / 10.0 + "", bucket -> random.nextLong(600))));
  }
}

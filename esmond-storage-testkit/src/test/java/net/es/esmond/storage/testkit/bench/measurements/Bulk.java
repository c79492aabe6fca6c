package net.es.esmond.storage.testkit.bench.measurements;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.Run;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/** Many points of new series at once. */
final class Bulk {
  private static final int ROUNDS = Run.rounds(7);

  /** With fewer, what is measured is the compiler. */
  private static final int WARM_UPS = Run.rounds(12);

  private static final int POINTS = 100_000;

  /** Of the order of the ways in each round. */
  private static final long SEED = 15;

  /** A statement for each of these takes about as long. */
  private static final int STATEMENTS = 10_000;

  private static final String KEEP = "KEEP";
  private static final String UNCHECKED = "UNCHECKED";
  private static final String STATEMENT = "async statement per point";
  private static final String BATCHES = "batches by hand, no look";
  private static final String LOOK_AND_BATCHES = "batches by hand, same conflict rule";

  private final Load load;
  private final BareDriver bare;
  private final CassandraRing ring;
  private final Figures figures;
  private final String where;
  private final Map<String, List<Turn>> turns = new HashMap<>();

  private interface Way {
    long write(List<Load.Points> points) throws Exception;
  }

  Bulk(Load load, BareDriver bare, CassandraRing ring, Figures figures, String where) {
    this.load = load;
    this.bare = bare;
    this.ring = ring;
    this.figures = figures;
    this.where = where;
  }

  /**
   * Measures all ways by turns.
   *
   * @param keep looks before it writes
   * @param unchecked does not; with the same metadata
   */
  void measure(EsmondStorage keep, EsmondStorage unchecked) throws Exception {
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put(STATEMENT, bare::oneByOne);
    ways.put(BATCHES, points -> bare.batched(points, false));
    ways.put(LOOK_AND_BATCHES, points -> bare.batched(points, true));
    ways.put(KEEP, points -> write(keep, points));
    ways.put(UNCHECKED, points -> write(unchecked, points));
    List<Map.Entry<String, Way>> order = new ArrayList<>(ways.entrySet());
    Random random = new Random(SEED);
    for (int round = -WARM_UPS; round < ROUNDS; round++) {
      // What a way leaves to compact burdens the next one, and a statement per point leaves least.
      Collections.shuffle(order, random);
      for (Map.Entry<String, Way> way : order) {
        int points = round < 0 ? POINTS / 4 : POINTS;
        List<Load.Points> some =
            load.repeated(keep, way.getKey().equals(STATEMENT) ? STATEMENTS : points);
        Turn turn = Turn.of(ring, () -> way.getValue().write(some));
        MeasurementsBench.progress(where + " bulk, " + way.getKey(), round, turn.run());
        if (round >= 0) {
          turns.computeIfAbsent(way.getKey(), w -> new ArrayList<>()).add(turn);
        } else {
          Run.awaitCompiled();
        }
      }
    }
    Turn.compare(figures, what(UNCHECKED), turns.get(UNCHECKED), BATCHES, turns.get(BATCHES));
    figures.add(
        what(KEEP),
        Run.median(turns.get(KEEP), Turn::perSecond),
        "points/s",
        STATEMENT,
        Run.median(turns.get(STATEMENT), Turn::perSecond));
    Turn.compare(
        figures, what(KEEP), turns.get(KEEP), LOOK_AND_BATCHES, turns.get(LOOK_AND_BATCHES));
  }

  private String what(String way) {
    return where + ": bulk load, " + way;
  }

  private static long write(EsmondStorage storage, List<Load.Points> points) {
    return MeasurementsBench.written(storage.archive().writeAll(Load.stream(points)));
  }
}

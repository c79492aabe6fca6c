package net.es.esmond.storage.testkit.bench.measurements;

import java.util.ArrayList;
import java.util.List;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.Run;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/**
 * Two ways to do the same work, which take turns. Fewer rounds, and no more warm-ups than rounds,
 * by {@code -Drounds=N}.
 *
 * @param where the replica count, for the figures' names
 * @param warmUps rounds that do not count
 * @param rounds rounds whose median counts
 */
record Contest(CassandraRing ring, Figures figures, String where, int warmUps, int rounds) {

  Contest {
    warmUps = Run.rounds(warmUps);
    rounds = Run.rounds(rounds);
  }

  /** Has both ways do the work, and adds what a point took. */
  void hold(String what, Run.Work ours, String comparedWith, Run.Work byHand) throws Exception {
    List<Turn> first = new ArrayList<>();
    List<Turn> second = new ArrayList<>();
    for (int round = -warmUps; round < rounds; round++) {
      // Whoever comes second finds the nodes' caches warm.
      boolean oursFirst = round % 2 == 0;
      Turn one = Turn.of(ring, oursFirst ? ours : byHand);
      Turn other = Turn.of(ring, oursFirst ? byHand : ours);
      Turn mine = oursFirst ? one : other;
      Turn theirs = oursFirst ? other : one;
      MeasurementsBench.progress(what, round, mine.run(), theirs.run());
      if (mine.run().items() != theirs.run().items()) {
        throw new IllegalStateException(mine.run().items() + " are not " + theirs.run().items());
      }
      if (round >= 0) {
        first.add(mine);
        second.add(theirs);
      } else {
        Run.awaitCompiled();
      }
    }
    Turn.compare(figures, where + ": " + what, first, comparedWith, second);
  }
}

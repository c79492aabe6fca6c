package net.es.esmond.storage.testkit.bench.measurements;

import java.util.List;
import java.util.function.ToDoubleFunction;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.NodeTime;
import net.es.esmond.storage.testkit.bench.Run;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/**
 * A run of one of those that are compared.
 *
 * @param run what it took
 * @param nodeMicrosEach processor time that the nodes took for each of its points
 */
record Turn(Run run, double nodeMicrosEach) {
  /** Waits until the nodes have done what the turn before left to be flushed and compacted. */
  static Turn of(CassandraRing ring, Run.Work work) throws Exception {
    NodeTime.awaitQuiet(ring);
    double before = NodeTime.seconds(ring);
    Run run = Run.of(work);
    return new Turn(run, 1e6 * (NodeTime.seconds(ring) - before) / run.items());
  }

  double perSecond() {
    return run.perSecond();
  }

  double cpuMicrosEach() {
    return run.cpuMicrosEach();
  }

  /** Adds what turns of two kinds took for a point: time, the client's processor, the nodes'. */
  static void compare(
      Figures figures, String what, List<Turn> ours, String comparedWith, List<Turn> others) {
    add(figures, what, "points/s", ours, comparedWith, others, Turn::perSecond);
    add(
        figures,
        what + ", client CPU",
        "us/point",
        ours,
        comparedWith,
        others,
        Turn::cpuMicrosEach);
    add(
        figures,
        what + ", nodes' CPU",
        "us/point",
        ours,
        comparedWith,
        others,
        Turn::nodeMicrosEach);
  }

  private static void add(
      Figures figures,
      String what,
      String unit,
      List<Turn> ours,
      String comparedWith,
      List<Turn> others,
      ToDoubleFunction<Turn> figure) {
    figures.add(what, Run.median(ours, figure), unit, comparedWith, Run.median(others, figure));
  }
}

package net.es.esmond.storage.testkit.bench.measurements;

import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.Run;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import org.awaitility.Awaitility;

/**
 * A run of one of those that are compared.
 *
 * @param run what it took
 * @param nodeMicrosEach processor time that the nodes took for each of its points
 */
record Turn(Run run, double nodeMicrosEach) {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration QUIET = Duration.ofMinutes(1);

  /** Processors that nodes keep busy while they have nothing to do. */
  private static final double IDLE = 0.2;

  /** Waits until the nodes have done what the turn before left to be flushed and compacted. */
  static Turn of(CassandraRing ring, Run.Work work) throws Exception {
    awaitQuiet(ring);
    double before = nodeSeconds(ring);
    Run run = Run.of(work);
    return new Turn(run, 1e6 * (nodeSeconds(ring) - before) / run.items());
  }

  private static void awaitQuiet(CassandraRing ring) {
    double[] last = {0};
    Awaitility.await()
        .pollInterval(LOOK)
        .atMost(QUIET)
        .until(
            () -> {
              double before = last[0];
              last[0] = nodeSeconds(ring);
              return last[0] - before < IDLE * LOOK.toMillis() / 1e3;
            });
  }

  private static double nodeSeconds(CassandraRing ring) {
    return ring.nodes().stream()
        .flatMap(node -> ProcessHandle.of(node.pid()).stream())
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .mapToDouble(cpu -> cpu.toNanos() / 1e9)
        .sum();
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
    figures.add(what, median(ours, figure), unit, comparedWith, median(others, figure));
  }

  /** The middle one of several turns' figures. */
  static double median(List<Turn> turns, ToDoubleFunction<Turn> figure) {
    double[] figures = turns.stream().mapToDouble(figure).sorted().toArray();
    return figures[figures.length / 2];
  }
}

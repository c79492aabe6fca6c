package net.es.esmond.storage.testkit.bench.measurements;

import java.util.List;
import java.util.function.ToDoubleFunction;
import net.es.esmond.storage.testkit.bench.Run;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/**
 * A run of one of those that are compared.
 *
 * @param run what it took
 * @param nodeMicrosEach processor time that the nodes took for each of its points
 */
record Turn(Run run, double nodeMicrosEach) {

  static Turn of(CassandraRing ring, Run.Work work) throws Exception {
    double before = nodeSeconds(ring);
    Run run = Run.of(work);
    return new Turn(run, 1e6 * (nodeSeconds(ring) - before) / run.items());
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

  /** The middle one of several turns' figures. */
  static double median(List<Turn> turns, ToDoubleFunction<Turn> figure) {
    double[] figures = turns.stream().mapToDouble(figure).sorted().toArray();
    return figures[figures.length / 2];
  }
}

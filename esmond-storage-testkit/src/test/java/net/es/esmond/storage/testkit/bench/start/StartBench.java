package net.es.esmond.storage.testkit.bench.start;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.Run;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.internal.Folders;
import net.es.esmond.storage.testkit.internal.ServerJars;

/**
 * How long three nodes take to start with an empty cache, and again with what the first start left
 * in it. The jars are on the machine in both cases.
 */
public final class StartBench {
  private static final int ROUNDS = 3;

  private StartBench() {}

  public static void run() throws Exception {
    List<Run> first = new ArrayList<>();
    List<Run> second = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      var cache = Folders.temporary("cache");
      System.setProperty(Folders.CACHE_PROPERTY, cache.toString());
      ServerJars.resolve("org.apache.cassandra", "cassandra-all", "5.0.9");
      first.add(start("first"));
      second.add(start("second"));
      Folders.deleteIfExists(cache);
    }
    Figures figures = new Figures("start");
    double wall = Run.median(first, Run::seconds);
    double cpu = Run.median(first, Run::cpuSeconds);
    figures.add("first start of three nodes", wall, "s");
    figures.add(
        "second start of three nodes", Run.median(second, Run::seconds), "s", "first", wall);
    figures.add("processor time of the nodes, first start", cpu, "s");
    figures.add(
        "processor time of the nodes, second start",
        Run.median(second, Run::cpuSeconds),
        "s",
        "first",
        cpu);
    figures.publish();
  }

  private static Run start(String what) {
    long begin = System.nanoTime();
    try (CassandraRing ring =
        CassandraRing.builder().nodes(3).firstAddress("127.0.37.11").start()) {
      double seconds = (System.nanoTime() - begin) / 1e9;
      double cpu = ring.nodes().stream().mapToDouble(StartBench::cpuSeconds).sum();
      System.out.printf("%s start: %.1f s, %.1f s of processor time%n", what, seconds, cpu);
      return new Run(3, seconds, cpu);
    }
  }

  private static double cpuSeconds(CassandraNode node) {
    Duration used =
        ProcessHandle.of(node.pid())
            .flatMap(process -> process.info().totalCpuDuration())
            .orElseThrow();
    return used.toMillis() / 1e3;
  }
}

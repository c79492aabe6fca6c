package net.es.esmond.storage.testkit.bench.start;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.NodeTime;
import net.es.esmond.storage.testkit.bench.Run;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.internal.Folders;
import net.es.esmond.storage.testkit.internal.ServerJars;

/**
 * How long three nodes take to start with an empty cache, and again with what the first start left
 * in it; and, to tell what the images of ring and classes do by themselves, a first start that does
 * not have to ask Maven for the class path. The jars are in the local repository in all cases.
 */
public final class StartBench {
  private static final int ROUNDS = 3;

  private StartBench() {}

  public static void run() throws Exception {
    List<Run> first = new ArrayList<>();
    List<Run> second = new ArrayList<>();
    List<Run> withoutImages = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      var cache = emptyCache();
      first.add(start("first"));
      second.add(start("second"));
      Folders.deleteIfExists(cache);
      cache = emptyCache();
      ServerJars.resolve("org.apache.cassandra", "cassandra-all", "5.0.9");
      withoutImages.add(start("class path known, no images"));
      Folders.deleteIfExists(cache);
    }
    Figures figures = new Figures("start");
    figures.add("first start of three nodes", Run.median(first, Run::seconds), "s");
    figures.add("first start, class path known", Run.median(withoutImages, Run::seconds), "s");
    compare(figures, "second start", second, "first", first);
    compare(figures, "second start", second, "first, class path known", withoutImages);
    figures.publish();
  }

  private static Path emptyCache() {
    Path cache = Folders.temporary("cache");
    System.setProperty(Folders.CACHE_PROPERTY, cache.toString());
    return cache;
  }

  private static void compare(
      Figures figures, String what, List<Run> runs, String comparedWith, List<Run> others) {
    figures.add(
        what + " of three nodes",
        Run.median(runs, Run::seconds),
        "s",
        comparedWith,
        Run.median(others, Run::seconds));
    figures.add(
        what + ", processor time of the nodes",
        Run.median(runs, Run::cpuSeconds),
        "s",
        comparedWith,
        Run.median(others, Run::cpuSeconds));
  }

  private static Run start(String what) {
    long begin = System.nanoTime();
    try (CassandraRing ring =
        CassandraRing.builder().nodes(3).firstAddress("127.0.37.11").start()) {
      double seconds = (System.nanoTime() - begin) / 1e9;
      double cpu = NodeTime.seconds(ring);
      System.out.printf("%s start: %.1f s, %.1f s of processor time%n", what, seconds, cpu);
      return new Run(3, seconds, cpu);
    }
  }
}

package net.es.esmond.storage.testkit.bench.growth;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.testkit.archive.ArchiveServers;
import net.es.esmond.storage.testkit.archive.BackEnd;
import net.es.esmond.storage.testkit.archive.Setup;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.NodeTables;
import net.es.esmond.storage.testkit.bench.NodeTime;
import net.es.esmond.storage.testkit.bench.Run;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/**
 * What an archive costs once it has grown, beside one that has next to nothing, on the same three
 * nodes and PostgreSQL server: {@code -Pbench -Dbench=growth}, with {@code -Dpoints=10000000} for
 * more points than a million, and {@code -Dminutes=60} for a longer live mix.
 */
public final class GrowthBench {
  private static final int REPLICAS = 3;

  /** The archive grows by a tenth at a time. */
  private static final int STEPS = 10;

  /** Points of a test; and tests at most. */
  private static final int POINTS_EACH = 1_000;

  private static final int MAX_TESTS = 10_000;

  /** Minutes that a test has before the archive grows: a page of the last hour is full. */
  private static final int HOUR = 60;

  private static final int OPENINGS = 7;
  private static final int PAGES = 500;
  private static final int PAGE_ROUNDS = 8;
  private static final int MEMORY_LOOKS = 12;
  private static final double MILLIS = 1e3;

  private final ArchiveServers servers;
  private final CassandraRing ring;
  private final Size size;
  private final Figures figures = new Figures("growth");
  private final Random random = new Random(7);

  /**
   * How far the archive grows.
   *
   * @param points that it has in the end
   * @param mix how long the live mix goes on
   * @param perSecond points of the live mix in a second
   */
  public record Size(long points, Duration mix, double perSecond) {
    int tests() {
      return (int) Math.max(1, Math.min(MAX_TESTS, points / POINTS_EACH));
    }

    int minutesOfAStep() {
      return (int) Math.max(1, points / STEPS / tests());
    }
  }

  /**
   * Prepares a run.
   *
   * @param servers three nodes or more, and PostgreSQL; nobody else uses them
   */
  public GrowthBench(ArchiveServers servers, Size size) {
    this.servers = servers;
    this.ring = servers.ring().orElseThrow();
    this.size = size;
  }

  public static void run() throws Exception {
    Size size =
        new Size(
            Long.getLong("points", 1_000_000),
            Duration.ofMinutes(Integer.getInteger("minutes", 1)),
            Integer.getInteger("rate", 300));
    System.out.println("starting three nodes and PostgreSQL ...");
    try (ArchiveServers servers = BackEnd.PROCESSES.start(Setup.ofNodes(3))) {
      new GrowthBench(servers, size).measure().publish();
    }
  }

  /** Measures all; fails when a point is not there in the end. */
  public Figures measure() throws Exception {
    EsmondConf smallConf = servers.create("growth_small", REPLICAS);
    EsmondConf grownConf = servers.create("growth_grown", REPLICAS);
    try (EsmondStorage small = open(smallConf);
        EsmondStorage grown = open(grownConf)) {
      GrowingArchive little = new GrowingArchive(small, 1);
      little.write(HOUR);
      warmUp();
      GrowingArchive much = new GrowingArchive(grown, size.tests());
      grow(much);
      opening(smallConf, grownConf);
      pages(little, much);
      disk(grownConf, much.points());
      new DiskUse(small, ring, smallConf.cassandra().keyspace(), REPLICAS, figures)
          .measure((int) Math.min(20_000, size.points() / 10));
      EsmondConf sweptConf = servers.create("growth_swept", REPLICAS);
      new SweepRate(servers, sweptConf, figures).measure((int) Math.max(10, size.points() / 5_000));
      memory(grown, much);
      verify(much);
    }
    return figures;
  }

  private EsmondStorage open(EsmondConf conf) {
    return servers.builder(conf).open();
  }

  /** An archive that is dropped again, so that the first step is not the compiler's. */
  private void warmUp() throws Exception {
    EsmondConf conf = servers.create("growth_warm_up", REPLICAS);
    try (EsmondStorage storage = open(conf)) {
      GrowingArchive archive = new GrowingArchive(storage, size.tests());
      for (int i = 0; i < STEPS / 3; i++) {
        report("warm-up", Run.of(() -> archive.write(size.minutesOfAStep())));
      }
    }
    servers.drop(conf);
    Run.awaitCompiled();
    NodeTime.awaitQuiet(ring);
  }

  private void grow(GrowingArchive archive) throws Exception {
    List<Run> steps = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      Run step = Run.of(() -> archive.write(size.minutesOfAStep()));
      steps.add(step);
      report(String.format(Locale.ROOT, "%,d points", archive.points()), step);
    }
    figures.add(
        String.format(
            Locale.ROOT,
            "bulk, the last tenth of %,d points in %,d tests",
            archive.points(),
            archive.tests()),
        steps.get(STEPS - 1).perSecond(),
        "points/s",
        "the first tenth",
        steps.get(0).perSecond());
    NodeTime.awaitQuiet(ring);
  }

  private static void report(String what, Run run) {
    System.out.printf(Locale.ROOT, "%s: %,.0f points/s%n", what, run.perSecond());
  }

  private void opening(EsmondConf smallConf, EsmondConf grownConf) {
    double[] small = new double[OPENINGS];
    double[] grown = new double[OPENINGS];
    for (int i = 0; i < OPENINGS; i++) {
      grown[i] = secondsToOpen(grownConf);
      small[i] = secondsToOpen(smallConf);
    }
    figures.add(
        "opening, grown archive", MILLIS * median(grown), "ms", "empty", MILLIS * median(small));
  }

  private double secondsToOpen(EsmondConf conf) {
    long start = System.nanoTime();
    try (EsmondStorage unused = open(conf)) {
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private void pages(GrowingArchive little, GrowingArchive much) throws Exception {
    List<double[]> small = new ArrayList<>();
    List<double[]> grown = new ArrayList<>();
    for (int round = 0; round < PAGE_ROUNDS; round++) {
      grown.add(millisOfPages(much));
      small.add(millisOfPages(little));
      Run.awaitCompiled();
    }
    // The first half warms up.
    List<double[]> ours = grown.subList(PAGE_ROUNDS / 2, PAGE_ROUNDS);
    List<double[]> others = small.subList(PAGE_ROUNDS / 2, PAGE_ROUNDS);
    addPages("median", ours, others, millis -> millis[PAGES / 2]);
    addPages("99 %", ours, others, millis -> millis[PAGES * 99 / 100]);
  }

  private void addPages(
      String what, List<double[]> grown, List<double[]> small, ToDoubleFunction<double[]> figure) {
    figures.add(
        "a page of the last hour, grown archive, " + what,
        Run.median(grown, figure),
        "ms",
        "empty",
        Run.median(small, figure));
  }

  /** Reads pages one after the other, of any tests; sorted. */
  private double[] millisOfPages(GrowingArchive archive) {
    double[] millis = new double[PAGES];
    for (int i = 0; i < PAGES; i++) {
      int test = random.nextInt(archive.tests());
      long start = System.nanoTime();
      int points = archive.lastHour(test).points().size();
      millis[i] = (System.nanoTime() - start) / 1e6;
      if (points != Math.min(HOUR, archive.minutes())) {
        throw new IllegalStateException(points + " points are not the last hour");
      }
    }
    Arrays.sort(millis);
    return millis;
  }

  private void disk(EsmondConf conf, long points) throws Exception {
    double bytes = NodeTables.compactedBytes(ring, conf.cassandra().keyspace(), "base_rates");
    DiskUse.add(figures, "an integer", bytes, points, REPLICAS);
    try (Connection database =
            servers.postgres().orElseThrow().primary().connect(conf.sql().database());
        Statement statement = database.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_database_size(current_database())")) {
      row.next();
      figures.add("PostgreSQL, the whole database", row.getDouble(1) / size.tests(), "bytes/test");
    }
  }

  private void memory(EsmondStorage storage, GrowingArchive archive) throws Exception {
    List<ProcessMemory> held =
        new LiveLoad(storage, archive).run(size.mix(), size.perSecond(), MEMORY_LOOKS);
    addMemory("heap after a collection", "MiB", held, ProcessMemory::heap);
    addMemory("direct memory", "MiB", held, ProcessMemory::direct);
    addMemory("threads", "", held, ProcessMemory::threads);
    addMemory("descriptors", "", held, ProcessMemory::descriptors);
  }

  private void addMemory(
      String what, String unit, List<ProcessMemory> held, ToDoubleFunction<ProcessMemory> figure) {
    double[] all = held.stream().mapToDouble(figure).toArray();
    int half = all.length / 2;
    figures.add(
        "live mix of " + size.mix().toSeconds() + " s, most " + what + ", second half",
        Arrays.stream(all).skip(half).max().orElseThrow(),
        unit,
        "first half",
        Arrays.stream(all).limit(half).max().orElseThrow());
  }

  private void verify(GrowingArchive archive) {
    IntStream.iterate(0, i -> i < archive.tests(), i -> i + Math.max(1, archive.tests() / 20))
        .forEach(
            test -> {
              long stored = archive.stored(test);
              if (stored != archive.minutes()) {
                throw new IllegalStateException(
                    "test " + test + " has " + stored + " points of " + archive.minutes());
              }
            });
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}

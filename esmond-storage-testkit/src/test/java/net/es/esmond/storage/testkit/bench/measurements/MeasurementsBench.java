package net.es.esmond.storage.testkit.bench.measurements;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.series.ConflictMode;
import net.es.esmond.storage.series.WriteResult;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.Run;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;

/**
 * How fast measurements are written and read, against the bare driver on the same nodes: {@code
 * -Pbench -Dbench=measurements}, with {@code -Dinput=FOLDER} for points in esmond's form, {@code
 * -Dparts=BULK,LIVE} for only those {@link Part}s, and {@code -Dreplicas=3} for only that keyspace.
 * Metadata is kept in memory, so that only Cassandra's side is measured.
 */
public final class MeasurementsBench {
  private static final int ONE_AT_A_TIME = 2_000;

  private final Figures figures;
  private final CassandraRing ring;
  private final Load load;
  private final Set<Part> parts;
  private final InMemoryMetadataStore metadata = new InMemoryMetadataStore(Clock.systemUTC());

  /** What is measured, in this order. */
  private enum Part {
    ESMOND,
    BULK,
    LIVE,
    READING,
    HOUR,
    STREAMING,
    DAILY,
    DOWNSAMPLE,
    PARTITION
  }

  private MeasurementsBench(Figures figures, CassandraRing ring, Load load, Set<Part> parts) {
    this.figures = figures;
    this.ring = ring;
    this.load = load;
    this.parts = parts;
  }

  public static void run() throws Exception {
    String named = System.getProperty("parts", "");
    String replicas = System.getProperty("replicas", "");
    Set<Part> parts =
        named.isEmpty()
            ? EnumSet.allOf(Part.class)
            : Arrays.stream(named.toUpperCase(Locale.ROOT).split(","))
                .map(Part::valueOf)
                .collect(Collectors.toSet());
    Figures figures = new Figures("measurements" + (named + replicas).replaceFirst("^(?=.)", "-"));
    try (CassandraRing ring =
        CassandraRing.builder()
            .nodes(3)
            .firstAddress("127.0.34.31")
            .setting("write_request_timeout", "20s")
            .setting("read_request_timeout", "20s")
            .start()) {
      MeasurementsBench bench = new MeasurementsBench(figures, ring, Load.fromInput(), parts);
      for (String each : (replicas.isEmpty() ? "1,3" : replicas).split(",")) {
        bench.measure(Integer.parseInt(each));
      }
    }
  }

  /**
   * Reads the last hour of few series in both ways, once; fails when they do not read the same.
   *
   * @param ring of three nodes
   */
  public static void shortRun(CassandraRing ring) throws Exception {
    Figures figures = new Figures("measurements");
    try (EsmondStorage storage = open(ring.contactPoints(), keyspace(3), 3);
        BareDriver bare = new BareDriver(ring, keyspace(3), level(3))) {
      new LastHour(storage, bare, new Contest(ring, figures, "RF 3", 1, 1), 100).measure();
    }
  }

  private EsmondStorageBuilder builder(int replicas) {
    return builder(ring.contactPoints(), keyspace(replicas), replicas)
        .metadata((conf, context) -> metadata);
  }

  static EsmondStorage open(List<InetSocketAddress> nodes, String keyspace, int replicas) {
    return builder(nodes, keyspace, replicas)
        .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
        .open();
  }

  static EsmondStorageBuilder builder(
      List<InetSocketAddress> nodes, String keyspace, int replicas) {
    List<HostPort> servers =
        nodes.stream()
            .map(a -> new HostPort(a.getAddress().getHostAddress(), a.getPort()))
            .toList();
    CassandraConf cassandra =
        CassandraConf.builder()
            .servers(servers)
            .keyspace(keyspace)
            .replicas(replicas)
            .requestTimeout(Duration.ofSeconds(30))
            .build();
    return EsmondStorage.builder(EsmondConf.of(cassandra, SqlConf.builder().build()))
        .withoutBackgroundMaintenance();
  }

  private static String keyspace(int replicas) {
    return "bench_" + replicas;
  }

  private void measure(int replicas) throws Exception {
    String where = "RF " + replicas;
    try (EsmondStorage storage = builder(replicas).open();
        BareDriver bare = new BareDriver(ring, keyspace(replicas), level(replicas))) {
      for (Part part : Part.values()) {
        if (parts.contains(part)) {
          switch (part) {
            case ESMOND -> esmondWay(storage, bare, where);
            case BULK -> bulk(storage, bare, replicas);
            case LIVE -> live(replicas);
            case READING -> new Reading(storage, bare, ring, figures, where).measure();
            case HOUR ->
                new LastHour(storage, bare, new Contest(ring, figures, where, 12, 7), 1_000)
                    .measure();
            case STREAMING ->
                new Streaming(storage, figures, where)
                    .measure(ring.contactPoints(), keyspace(replicas), replicas);
            case DAILY -> new DailyAverages(ring.contactPoints(), replicas, figures).measure();
            case DOWNSAMPLE -> new Downsampled(storage, bare, ring, figures, where).measure();
            case PARTITION ->
                new PartitionSize(storage, ring, keyspace(replicas), figures, where).measure();
          }
          figures.publish(); // what is there, should the run be cut off
        }
      }
    }
  }

  /** The archive's level for a number of replicas. */
  static String level(int replicas) {
    return replicas >= 3 ? "LOCAL_QUORUM" : "LOCAL_ONE";
  }

  private void live(int replicas) throws Exception {
    try (LiveMix mix = new LiveMix(ring, replicas, figures, "RF " + replicas)) {
      mix.measure();
    }
  }

  private void bulk(EsmondStorage keep, BareDriver bare, int replicas) throws Exception {
    try (EsmondStorage unchecked = builder(replicas).conflicts(ConflictMode.UNCHECKED).open()) {
      new Bulk(load, bare, ring, figures, "RF " + replicas).measure(keep, unchecked);
    }
  }

  static long written(WriteResult result) {
    if (result.orThrow().unchanged() > 0) {
      throw new IllegalStateException("nothing was to be there: " + result.unchanged());
    }
    return result.written();
  }

  private void esmondWay(EsmondStorage storage, BareDriver bare, String where) throws Exception {
    List<Load.Points> byHand = load.repeated(storage, 10_000);
    List<Load.Points> byUs = load.repeated(storage, 40_000);
    try (EsmondWay esmond = new EsmondWay(bare, "127.0.34.41")) {
      for (String key : byHand.stream().map(p -> p.series().metadataKey()).distinct().toList()) {
        esmond.register(key, load.eventTypes());
      }
      Run first = Run.of(() -> esmond.write(byHand, ONE_AT_A_TIME));
      Run second = Run.of(() -> written(storage.archive().writeAll(Load.stream(byUs))));
      progress("esmond's way", 0, first, second);
      figures.add(
          where + ": bulk load",
          second.perSecond(),
          "points/s",
          "one at a time in esmond's way",
          first.perSecond());
    }
  }

  static void progress(String what, int round, Run... runs) {
    StringBuilder line = new StringBuilder(what + ", round " + round + ":");
    for (Run run : runs) {
      line.append(
          String.format(
              Locale.ROOT, " %,.0f/s %.1f us CPU;", run.perSecond(), run.cpuMicrosEach()));
    }
    System.out.println(line);
  }
}

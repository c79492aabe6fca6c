package net.es.esmond.storage.testkit.bench.transfer;

import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.Run;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.data.TestData;
import net.es.esmond.storage.testkit.internal.Folders;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.transfer.ArchiveExport;
import net.es.esmond.storage.transfer.ArchiveImport;
import net.es.esmond.storage.transfer.ExportFormat;
import net.es.esmond.storage.transfer.ImportSource;

/**
 * How fast a million points are imported and exported, against writing and reading the same points
 * in bulk: {@code -Pbench -Dbench=transfer}, with {@code -Dinput=POINTS} for another number.
 * Metadata is kept in memory, so that only Cassandra's side is measured. The ways take turns, each
 * with new series or with all of them.
 */
public final class TransferBench {
  private static final int POINTS = Integer.parseInt(number(System.getProperty("input", "")));
  private static final int SERIES = 100;
  private static final int WARM_UPS = 2;
  private static final int ROUNDS = 3;
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final Instant FROM = Instant.parse("2025-01-01T00:00:00Z");

  private final EsmondStorage storage;
  private final Path folder = Folders.temporary("transfer");

  private TransferBench(EsmondStorage storage) {
    this.storage = storage;
  }

  private static String number(String input) {
    return input.isEmpty() ? "1000000" : input;
  }

  /** Measures all ways by turns. */
  public static void run() throws Exception {
    Figures figures = new Figures("transfer");
    try (CassandraRing ring =
            CassandraRing.builder()
                .nodes(3)
                .firstAddress("127.0.36.31")
                .setting("write_request_timeout", "20s")
                .setting("read_request_timeout", "20s")
                .start();
        EsmondStorage storage = open(ring.contactPoints())) {
      new TransferBench(storage).measure(figures);
    }
    figures.publish();
  }

  private static EsmondStorage open(List<InetSocketAddress> nodes) {
    List<HostPort> servers =
        nodes.stream()
            .map(a -> new HostPort(a.getAddress().getHostAddress(), a.getPort()))
            .toList();
    CassandraConf cassandra =
        CassandraConf.builder()
            .servers(servers)
            .replicas(3)
            .requestTimeout(Duration.ofSeconds(30))
            .build();
    return EsmondStorage.builder(EsmondConf.of(cassandra, SqlConf.builder().build()))
        .withoutBackgroundMaintenance()
        .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
        .open();
  }

  private void measure(Figures figures) throws Exception {
    List<Run> bulk = new ArrayList<>();
    List<Run> in = new ArrayList<>();
    List<Run> reading = new ArrayList<>();
    List<Run> out = new ArrayList<>();
    List<Run> zipped = new ArrayList<>();
    for (int round = -WARM_UPS; round < ROUNDS; round++) {
      int points = round < 0 ? POINTS / 5 : POINTS;
      List<String> keys = register(points);
      Run write = Run.of(() -> write(keys, points));
      Path lines = lines(register(points), points);
      Run imported = Run.of(() -> imported(lines));
      Run read = Run.of(() -> read(keys));
      Run exported = Run.of(() -> export(keys.get(0), ArchiveExport.of(storage)));
      Run compressed = Run.of(() -> export(keys.get(0), ArchiveExport.of(storage).gzip()));
      System.out.printf(
          Locale.ROOT,
          "round %d: bulk %,.0f/s, import %,.0f/s; reading %,.0f/s, export %,.0f/s, gzip %,.0f/s%n",
          round,
          write.perSecond(),
          imported.perSecond(),
          read.perSecond(),
          exported.perSecond(),
          compressed.perSecond());
      if (round < 0) {
        Run.awaitCompiled();
      } else {
        bulk.add(write);
        in.add(imported);
        reading.add(read);
        out.add(exported);
        zipped.add(compressed);
      }
      delete();
      Files.delete(lines);
    }
    compare(figures, "import of JSON lines", in, "bulk load", bulk);
    compare(figures, "export of JSON lines", out, "reading", reading);
    compare(figures, "export of JSON lines, gzip", zipped, "reading", reading);
  }

  private static void compare(
      Figures figures, String what, List<Run> runs, String other, List<Run> others) {
    figures.add(
        "RF 3: " + what,
        Run.median(runs, Run::perSecond),
        "points/s",
        other,
        Run.median(others, Run::perSecond));
  }

  /** Registers tests whose tool is named by this turn. */
  private List<String> register(int points) {
    String turn = "turn " + System.nanoTime();
    return IntStream.range(0, SERIES)
        .mapToObj(
            n ->
                storage
                    .metadata()
                    .register(
                        TestData.newTest()
                            .toolName(turn)
                            .parameter("number", "" + n)
                            .eventType(EventType.PACKET_COUNT_SENT)
                            .build())
                    .key())
        .toList();
  }

  private static Stream<Point> points(int points) {
    return IntStream.range(0, points / SERIES)
        .mapToObj(n -> new Point(FROM.plusSeconds(60L * n), new IntegerValue(600 + n % 7)));
  }

  private long write(List<String> keys, int points) {
    return storage
        .archive()
        .withTimeout(TIMEOUT)
        .writeAll(
            keys.stream()
                .flatMap(
                    key ->
                        points(points)
                            .map(p -> new SeriesPoint(key, EventType.PACKET_COUNT_SENT, p))))
        .orThrow()
        .written();
  }

  /** Writes the lines by hand, as their tests have no points yet. */
  private Path lines(List<String> keys, int points) throws Exception {
    Path file = folder.resolve("in.jsonl");
    try (var out = Files.newBufferedWriter(file)) {
      for (String key : keys) {
        for (Point point : (Iterable<Point>) points(points)::iterator) {
          out.write(
              "{\"metadata-key\":\""
                  + key
                  + "\",\"event-type\":\"packet-count-sent\",\"summary-type\":\"base\","
                  + "\"summary-window\":0,\"ts\":"
                  + point.time().getEpochSecond()
                  + ",\"val\":"
                  + ((IntegerValue) point.value()).value()
                  + "}\n");
        }
      }
    }
    return file;
  }

  private long imported(Path lines) {
    try (ImportSource source = ImportSource.folder(lines)) {
      return ArchiveImport.into(storage)
          .journal(folder.resolve("journal " + System.nanoTime()))
          .run(source)
          .written();
    }
  }

  private long read(List<String> keys) {
    return keys.stream()
        .mapToLong(
            key ->
                storage
                    .archive()
                    .read(SeriesQuery.base(key, "packet-count-sent").pageSize(5_000))
                    .count())
        .sum();
  }

  private long export(String key, ArchiveExport export) {
    Metadata one = storage.metadata().get(key);
    MetadataQuery turn = MetadataQuery.builder().toolName(one.subject().toolName()).build();
    return export
        .records(turn)
        .to(OutputStream.nullOutputStream(), ExportFormat.JSON_LINES, Optional.empty(), token -> {})
        .points();
  }

  /** Forgets the tests of this turn, whose points do not matter any more. */
  private void delete() {
    storage.metadata().findAll(MetadataQuery.builder().build()).toList().stream()
        .map(Metadata::key)
        .forEach(storage.metadata()::delete);
  }
}

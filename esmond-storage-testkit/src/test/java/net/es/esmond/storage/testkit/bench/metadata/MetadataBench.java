package net.es.esmond.storage.testkit.bench.metadata;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.metadata.ChangeCursor;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.MetadataQueryBuilder;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.sql.SqlMetadataProvider;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.Run;
import net.es.esmond.storage.testkit.postgres.PostgresServer;
import net.es.esmond.storage.testkit.postgres.PostgresServerBuilder;

/**
 * How long searches take in a large archive: {@code -Pbench -Dbench=metadata}, with {@code
 * -Dinput=RECORDS} for another size than a million records with ten event types each, and {@code
 * -Ddata=FOLDER} to keep the database for the next run.
 */
public final class MetadataBench {
  private static final int DEFAULT_RECORDS = 1_000_000;
  private static final int ROUNDS = 21;
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final PostgresServer server;
  private final MetadataStore store;
  private final int records;
  private final Figures figures;
  private final Instant newest;

  /** In the names of records that are to be new, though an earlier run used the same database. */
  private final long run = System.currentTimeMillis();

  private MetadataBench(PostgresServer server, MetadataStore store, int records, Figures figures)
      throws Exception {
    this.server = server;
    this.store = store;
    this.records = records;
    this.figures = figures;
    this.newest = GeneratedArchive.newest(server);
  }

  public static void run() throws Exception {
    String input = System.getProperty("input", "");
    int records = input.isEmpty() ? DEFAULT_RECORDS : Integer.parseInt(input);
    Figures figures = new Figures("metadata");
    try (PostgresServer server = start(System.getProperty("data", ""))) {
      if (!GeneratedArchive.exists(server, records)) {
        generate(server, records, figures);
      }
      try (MetadataStore store = open(server)) {
        new MetadataBench(server, store, records, figures).measure();
      }
      // Killed, it would have to recover when it is used again.
      server.stop();
    }
  }

  private static PostgresServer start(String folder) {
    PostgresServerBuilder builder =
        PostgresServer.builder()
            .address("127.0.33.1")
            .startTimeout(TIMEOUT)
            .setting("shared_buffers", "1GB")
            .setting("maintenance_work_mem", "512MB")
            .setting("max_wal_size", "8GB")
            .setting("session_preload_libraries", "auto_explain");
    return (folder.isEmpty() ? builder : builder.dataDirectory(Path.of(folder))).start();
  }

  /** Fills tables as Django makes them, and upgrades them then, as an archive's would be. */
  private static void generate(PostgresServer server, int records, Figures figures)
      throws Exception {
    server.createDatabase(GeneratedArchive.DATABASE);
    open(server).close();
    System.out.println("generating " + records + " records");
    GeneratedArchive.fill(server, records);
    try (MetadataStore store = open(server)) {
      Run upgrade =
          Run.of(
              () -> {
                store.upgrade(deadline()).toCompletableFuture().join();
                return 10L * records;
              });
      figures.add("upgrade of the tables", upgrade.seconds(), "s");
    }
    GeneratedArchive.complete(server, records);
  }

  private static MetadataStore open(PostgresServer server) {
    SqlConf sql =
        SqlConf.builder()
            .servers(
                List.of(
                    new HostPort(
                        server.address().getAddress().getHostAddress(),
                        server.address().getPort())))
            .database(GeneratedArchive.DATABASE)
            .user(server.user())
            .password(new Secret(server.password()))
            .build();
    return new SqlMetadataProvider()
        .open(
            EsmondConf.of(CassandraConf.builder().servers(sql.servers()).build(), sql),
            new StoreContext(Clock.systemUTC(), Map.of()));
  }

  private void measure() throws Exception {
    Map<String, MetadataQuery> queries = queries();
    for (Map.Entry<String, MetadataQuery> query : queries.entrySet()) {
      figures.add(
          query.getKey() + " (" + find(query.getValue()) + " records)",
          medianMillis(() -> find(query.getValue())),
          "ms");
    }
    figures.add(
        "count of all records",
        medianMillis(() -> store.count(MetadataQuery.builder().build(), deadline())),
        "ms");
    figures.add(
        "changes of the last minute, first page",
        medianMillis(
            () -> store.changedSince(ChangeCursor.from(newest.minusSeconds(60)), 1500, deadline())),
        "ms");
    measureCalls();
    measureHotUpdates();
    printPlans(queries);
    figures.publish();
  }

  private Map<String, MetadataQuery> queries() {
    Map<String, MetadataQuery> queries = new LinkedHashMap<>();
    queries.put("by source", query().source("10.0.0.17").build());
    queries.put(
        "by source and destination", query().source("10.0.0.17").destination("10.1.0.3").build());
    queries.put(
        "by destination and event type",
        query()
            .destination("10.1.0.3")
            .eventType("throughput")
            .summaryType("aggregation")
            .limit(100)
            .build());
    queries.put("by event type, first page", query().eventType("packet-trace").build());
    queries.put(
        "by a parameter and source",
        query().source("10.0.0.17").parameter("parameter-4", "17").build());
    queries.put("by a selective parameter", query().parameter("parameter-4", "17").build());
    queries.put(
        "by time, last hour, first page", query().updatedSince(newest.minusSeconds(3600)).build());
    queries.put(
        "by time, last ten seconds, first page",
        query().updatedSince(newest.minusSeconds(10)).build());
    queries.put(
        "by time, an hour twenty days ago, first page",
        query()
            .timeUpdated(
                new net.es.esmond.storage.metadata.TimeUpdated(
                    newest.minus(Duration.ofDays(20)),
                    java.util.Optional.of(newest.minus(Duration.ofDays(20)).plusSeconds(3600))))
            .build());
    return queries;
  }

  private static MetadataQueryBuilder query() {
    return MetadataQuery.builder();
  }

  private void measureCalls() throws Exception {
    figures.add(
        "find by key, eight callers",
        Run.of(() -> parallel(20_000, n -> store.find(key(n), deadline()))).perSecond(),
        "calls/s");
    figures.add(
        "register what exists, eight callers",
        Run.of(
                () ->
                    parallel(1, n -> store.register(registration(0), deadline()))
                        + parallel(10_000, n -> store.register(registration(0), deadline())))
            .perSecond(),
        "calls/s");
    figures.add(
        "register what is new, eight callers",
        Run.of(() -> parallel(5_000, n -> store.register(registration(n + 1), deadline())))
            .perSecond(),
        "calls/s");
  }

  private String key(int n) throws Exception {
    byte[] digest =
        java.security.MessageDigest.getInstance("MD5")
            .digest(
                String.valueOf(1 + n * 7919L % records)
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    return java.util.HexFormat.of().formatHex(digest);
  }

  private Registration registration(int n) {
    return Registration.pointToPoint()
        .source("192.0.2.1")
        .inputSource("a.example.net")
        .destination("192.0.2.2")
        .inputDestination("b.example.net")
        .measurementAgent("192.0.2.1")
        .toolName("bench/" + run + "/" + n)
        .eventType(EventType.THROUGHPUT)
        .eventType(EventType.FAILURES)
        .parameter("number", String.valueOf(n))
        .build();
  }

  private interface Asynchronous {
    java.util.concurrent.CompletionStage<?> call(int n) throws Exception;
  }

  /** Keeps eight calls in flight. */
  private static int parallel(int calls, Asynchronous call) throws Exception {
    java.util.concurrent.Semaphore inFlight = new java.util.concurrent.Semaphore(8);
    for (int n = 0; n < calls; n++) {
      inFlight.acquire();
      call.call(n).whenComplete((result, failure) -> inFlight.release());
    }
    inFlight.acquire(8);
    return calls;
  }

  /** As the last-updated writer does: all rows of some event types, again and again. */
  private void measureHotUpdates() throws Exception {
    String touch = "UPDATE ps_event_types SET time_updated = clock_timestamp() WHERE id <= 20000";
    GeneratedArchive.execute(server, touch);
    GeneratedArchive.value(
        server, "SELECT pg_stat_reset_single_table_counters('ps_event_types'::regclass)");
    for (int i = 0; i < 10; i++) {
      GeneratedArchive.execute(server, touch);
      GeneratedArchive.execute(server, "VACUUM ps_event_types");
    }
    figures.add(
        "heap-only share of updates of time_updated",
        Double.parseDouble(
            GeneratedArchive.value(
                server,
                "SELECT n_tup_hot_upd::float8 / n_tup_upd FROM pg_stat_user_tables"
                    + " WHERE relname = 'ps_event_types'")),
        "of 1");
  }

  /** The server explains each statement in its log. */
  private void printPlans(Map<String, MetadataQuery> queries) throws Exception {
    GeneratedArchive.execute(
        server,
        "ALTER DATABASE esmond SET auto_explain.log_min_duration = 0",
        "ALTER DATABASE esmond SET auto_explain.log_analyze = on",
        "ALTER DATABASE esmond SET auto_explain.log_buffers = on");
    try (MetadataStore explained = open(server)) {
      for (Map.Entry<String, MetadataQuery> query : queries.entrySet()) {
        explained.find(query.getValue(), deadline()).toCompletableFuture().join();
        System.out.println("plan: " + query.getKey());
        plan().forEach(System.out::println);
      }
    } finally {
      // The next run may measure the same database.
      GeneratedArchive.execute(server, "ALTER DATABASE esmond RESET ALL");
    }
  }

  private Stream<String> plan() {
    List<String> log = server.lastLogLines(400);
    int start = 0;
    for (int i = 0; i < log.size(); i++) {
      if (log.get(i).contains("metadata_key LIMIT")) {
        start = i;
      }
    }
    return log.subList(start, log.size()).stream()
        .filter(line -> line.matches(".*(\\(cost=|Cond:|Buffers:).*"));
  }

  private int find(MetadataQuery query) {
    return store.find(query, deadline()).toCompletableFuture().join().records().size();
  }

  private interface Call {
    Object run() throws Exception;
  }

  private static double medianMillis(Call call) throws Exception {
    double[] millis = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      if (call.run() instanceof java.util.concurrent.CompletionStage<?> stage) {
        stage.toCompletableFuture().join();
      }
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(millis);
    return millis[ROUNDS / 2];
  }

  private static Deadline deadline() {
    return Deadline.after(TIMEOUT);
  }
}

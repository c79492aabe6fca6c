package net.es.esmond.storage.testkit.bench.metadata;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
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
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private MetadataBench() {}

  public static void run() throws Exception {
    String input = System.getProperty("input", "");
    int records = input.isEmpty() ? DEFAULT_RECORDS : Integer.parseInt(input);
    Figures figures = new Figures("metadata");
    try (PostgresServer server = start(System.getProperty("data", ""))) {
      if (!GeneratedArchive.exists(server, records)) {
        generate(server, records, figures);
      }
      try (MetadataStore store = open(server)) {
        Searches searches = new Searches(server);
        searches.measure(store, figures);
        new Calls(store, records).measure(figures);
        measureHotUpdates(server, figures);
        searches.printPlans();
      }
      figures.publish();
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

  static MetadataStore open(PostgresServer server) {
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

  /** As the last-updated writer does: all rows of some event types, again and again. */
  private static void measureHotUpdates(PostgresServer server, Figures figures) throws Exception {
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

  static Deadline deadline() {
    return Deadline.after(TIMEOUT);
  }
}

package net.es.esmond.storage.testkit.bench.lastupdated;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.TouchConf;
import net.es.esmond.storage.spi.LastUpdated;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.internal.ChildJvm;

/**
 * Eight processes that touch the same keys, beside foreign transactions that update one row each
 * and one that holds every twentieth row to the end. A ninth touches all free keys at once, again
 * and again: how long until the last of them is stamped.
 */
final class SharedKeys {
  static final int KEYS = 10_000;
  private static final int PROCESSES = 8;

  /** Eight machines that start at once compile their code for as long as that. */
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  private static final int FOREIGNERS = 4;
  private static final String FREE = "id <= " + KEYS + " AND id % 20 <> 0";

  private final TouchServer server;
  private final Figures figures;

  SharedKeys(TouchServer server, Figures figures) {
    this.server = server;
    this.figures = figures;
  }

  void run(Duration time) throws Exception {
    for (int touchesPerSecond : List.of(100, 1_000, 100_000)) {
      run(time, touchesPerSecond);
    }
  }

  private void run(Duration time, int touchesPerSecond) throws Exception {
    String load = ", " + PROCESSES + " processes, " + touchesPerSecond + " touches/s each";
    double deadlocks = deadlocks();
    Path log = Files.createTempFile("shared-keys", ".log");
    ExecutorService foreigners = Executors.newFixedThreadPool(FOREIGNERS);
    List<Process> processes = new ArrayList<>();
    List<Future<Long>> foreign = new ArrayList<>();
    try (MetadataStore store = server.open(TouchConf.builder().build(), new SimpleMeterRegistry());
        Connection held = server.connect();
        Statement statement = held.createStatement()) {
      held.setAutoCommit(false);
      statement.execute(
          "SELECT FROM ps_event_types WHERE id <= " + KEYS + " AND id % 20 = 0 FOR UPDATE");
      for (int i = 0; i < PROCESSES; i++) {
        processes.add(start(touchesPerSecond, log));
      }
      awaitTouched();
      LockSupport.parkNanos(WARM_UP.toNanos());
      long end = System.nanoTime() + time.toNanos();
      for (int i = 0; i < FOREIGNERS; i++) {
        SplittableRandom random = new SplittableRandom(i);
        foreign.add(foreigners.submit(() -> updateRows(random, end)));
      }
      figures.add("all free rows stamped, slowest" + load, slowestRound(freeKeys(store), end), "s");
      long updates = 0;
      for (Future<Long> one : foreign) {
        updates += one.get();
      }
      figures.add("foreign updates beside" + load, updates, "");
    } finally {
      processes.forEach(Process::destroyForcibly);
      foreigners.shutdownNow();
    }
    figures.add("deadlocks" + load, deadlocks() - deadlocks, "");
    figures.add("lines that tell of failed statements" + load, failures(log), "");
    figures.note("the processes' output is in " + log);
  }

  private Process start(int touchesPerSecond, Path log) throws IOException {
    List<String> arguments = new ArrayList<>(server.login());
    arguments.add(String.valueOf(touchesPerSecond));
    return ChildJvm.of(List.of("-Xmx128m"), TouchProcess.class, arguments)
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(log.toFile()))
        .start();
  }

  private void awaitTouched() throws SQLException {
    server.execute("UPDATE ps_event_types SET time_updated = '2000-01-01' WHERE " + FREE);
    while (server.number(
            "SELECT count(*) FROM ps_event_types WHERE time_updated > '2001-01-01' AND " + FREE)
        == 0) {
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  private static List<LastUpdated> freeKeys(MetadataStore store) {
    List<LastUpdated> free = TouchServer.handles(store, KEYS);
    for (int id = KEYS; id > 0; id -= 20) {
      free.remove(id - 1);
    }
    return free;
  }

  private double slowestRound(List<LastUpdated> free, long end) throws SQLException {
    double slowest = 0;
    while (System.nanoTime() < end) {
      double moment = server.number("SELECT extract(epoch FROM clock_timestamp())");
      long start = System.nanoTime();
      for (LastUpdated key : free) {
        key.touch(Deadline.after(Duration.ofSeconds(10)));
      }
      String late =
          String.format(
              Locale.ROOT,
              "SELECT count(*) FROM ps_event_types WHERE %s AND time_updated < to_timestamp(%.6f)",
              FREE,
              moment);
      while (server.number(late) > 0) {
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
      slowest = Math.max(slowest, (System.nanoTime() - start) / 1e9);
    }
    return slowest;
  }

  private long updateRows(SplittableRandom random, long end) throws SQLException {
    long updates = 0;
    try (Connection connection = server.connect();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE ps_event_types SET time_updated = clock_timestamp() WHERE id = ?")) {
      connection.setAutoCommit(false);
      while (System.nanoTime() < end) {
        int id = 1 + random.nextInt(KEYS);
        update.setInt(1, id % 20 == 0 ? id - 1 : id);
        update.executeUpdate();
        LockSupport.parkNanos(2_000_000);
        connection.commit();
        updates++;
      }
    }
    return updates;
  }

  private double deadlocks() throws SQLException {
    LockSupport.parkNanos(1_500_000_000L);
    return server.number(
        "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
  }

  private static double failures(Path log) throws IOException {
    return Files.readAllLines(log).stream().filter(line -> line.contains("did not serve")).count();
  }
}

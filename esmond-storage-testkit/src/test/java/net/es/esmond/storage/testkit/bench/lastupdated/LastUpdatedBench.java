package net.es.esmond.storage.testkit.bench.lastupdated;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.TouchConf;
import net.es.esmond.storage.conf.TouchMode;
import net.es.esmond.storage.spi.LastUpdated;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.Run;

/** The last-updated writer against the bare statements and esmond's, in one run. */
public final class LastUpdatedBench {
  private static final Duration SHORT = Duration.ofSeconds(4);
  private static final Deadline NEVER = Deadline.after(Duration.ofDays(1));
  private static final TouchConf BEHIND = TouchConf.builder().build();

  private final Figures figures;
  private final TouchServer server;
  private final BareStatements bare;

  private LastUpdatedBench(TouchServer server, String parts) {
    this.figures = new Figures("last-updated" + parts.replaceFirst("^(?=.)", "-"));
    this.server = server;
    this.bare = new BareStatements(server);
  }

  private enum Part {
    ROWS,
    ACCEPTED,
    WAL,
    ACKNOWLEDGED,
    DEADLOCKS,
    SHARED,
    SUSTAINED
  }

  /** Runs it; {@code -Dsustained=SECONDS} of the long parts, 120 by default. */
  public static void run() throws Exception {
    String named = System.getProperty("parts", "");
    try (TouchServer server = new TouchServer()) {
      LastUpdatedBench bench = new LastUpdatedBench(server, named);
      for (Part part : Part.values()) {
        if (named.isEmpty()
            || List.of(named.toUpperCase(Locale.ROOT).split(",")).contains(part.name())) {
          bench.run(part, Duration.ofSeconds(Integer.getInteger("sustained", 120)));
        }
      }
      bench.figures.publish();
    }
  }

  private void run(Part part, Duration sustained) throws Exception {
    switch (part) {
      case ROWS -> rows();
      case ACCEPTED -> {
        accepted(1);
        accepted(8);
      }
      case WAL -> walPerTouch();
      case ACKNOWLEDGED -> acknowledged();
      case DEADLOCKS -> deadlocks(sustained.dividedBy(2));
      case SHARED -> new SharedKeys(server, figures).run(sustained.dividedBy(2));
      case SUSTAINED -> sustained(sustained);
    }
  }

  private void accepted(int threads) throws Exception {
    try (MetadataStore store = server.open(BEHIND, new SimpleMeterRegistry())) {
      List<LastUpdated> handles = TouchServer.handles(store, 10_000);
      Run run =
          Run.of(
              () ->
                  onEach(
                      threads,
                      (random, end) -> {
                        long touches = 0;
                        while (System.nanoTime() < end) {
                          for (int i = 0; i < 1_000; i++) {
                            handles.get(random.nextInt(10_000)).touch(NEVER);
                          }
                          touches += 1_000;
                        }
                        return touches;
                      },
                      SHORT));
      figures.add("touches accepted by handle, threads: " + threads, run.perSecond(), "1/s");
    }
  }

  private void rows() throws Exception {
    MeterRegistry registry = new SimpleMeterRegistry();
    TouchConf hasty = BEHIND.toBuilder().interval(Duration.ofMillis(5)).build();
    List<Run> ours = new ArrayList<>();
    List<Run> arrays = new ArrayList<>();
    try (MetadataStore store = server.open(hasty, registry)) {
      List<LastUpdated> handles = TouchServer.handles(store, TouchServer.ROWS);
      Run first = Run.of(() -> allOnce(handles, registry));
      figures.add("rows written, ids looked up for the first time", first.perSecond(), "1/s");
      bare.byArrays();
      for (int i = 0; i < 3; i++) {
        ours.add(Run.of(() -> allOnce(handles, registry)));
        arrays.add(Run.of(bare::byArrays));
      }
    }
    figures.add(
        "rows written, one connection, all distinct",
        Run.median(ours, Run::perSecond),
        "1/s",
        "bare arrays of 500 ids",
        Run.median(arrays, Run::perSecond));
    double ourRate = Run.median(ours, Run::perSecond);
    for (int connections : new int[] {1, 8}) {
      Run esmond = Run.of(() -> bare.esmond(connections, TouchServer.ROWS, SHORT));
      figures.add(
          "the same",
          ourRate,
          "1/s",
          "esmond's statements, connections: " + connections,
          esmond.perSecond());
    }
  }

  private static long allOnce(List<LastUpdated> handles, MeterRegistry registry) {
    double before = registry.get("esmond.sql.touch.written").counter().count();
    handles.forEach(handle -> handle.touch(NEVER));
    while (registry.get("esmond.sql.touch.written").counter().count() - before < handles.size()) {
      LockSupport.parkNanos(1_000_000);
    }
    return handles.size();
  }

  private void walPerTouch() throws Exception {
    int keys = 10_000;
    server.execute("CHECKPOINT");
    double before = server.walBytes();
    long esmond = bare.esmond(1, keys, Duration.ofSeconds(10));
    double esmondBytes = (server.walBytes() - before) / esmond;
    double ourBytes;
    double rows;
    try (MetadataStore store = server.open(BEHIND, new SimpleMeterRegistry())) {
      List<LastUpdated> handles = TouchServer.handles(store, keys);
      server.execute("CHECKPOINT");
      before = server.walBytes();
      double rowsBefore = updates();
      SplittableRandom random = new SplittableRandom(1);
      long touches = 0;
      long start = System.nanoTime();
      while (touches < 1_000_000) {
        for (int i = 0; i < 1_000; i++) {
          handles.get(random.nextInt(keys)).touch(NEVER);
        }
        touches += 1_000;
        LockSupport.parkNanos(start + touches * 10_000 - System.nanoTime());
      }
      store.close();
      ourBytes = (server.walBytes() - before) / touches;
      rows = updates() - rowsBefore;
      figures.add(
          "touches a row stands for, 100,000/s over 10,000 keys", touches / rows, "touches");
    }
    figures.add("WAL per touch", ourBytes, "bytes", "esmond's statements", esmondBytes);
  }

  private void acknowledged() throws Exception {
    TouchConf sync = BEHIND.toBuilder().mode(TouchMode.SYNC).build();
    List<Run> blocked = new ArrayList<>();
    List<Run> chained = new ArrayList<>();
    List<Run> alone = new ArrayList<>();
    try (MetadataStore store = server.open(sync, new SimpleMeterRegistry())) {
      List<LastUpdated> handles = TouchServer.handles(store, 5_000);
      handles.stream()
          .map(handle -> handle.touch(NEVER).toCompletableFuture())
          .toList()
          .forEach(CompletableFuture::join);
      for (int i = 0; i < 5; i++) {
        alone.add(Run.of(() -> bare.oneByOne(SHORT)));
        blocked.add(
            Run.of(() -> onEach(64, (random, end) -> blocking(handles, random, end), SHORT)));
        chained.add(Run.of(() -> chaining(64, handles, SHORT)));
      }
    }
    acknowledged("64 callers", blocked, alone);
    acknowledged("64 callers that block no thread", chained, alone);
  }

  private void acknowledged(String callers, List<Run> runs, List<Run> alone) {
    figures.add(
        "SYNC acknowledgements, " + callers,
        Run.median(runs, Run::perSecond),
        "1/s",
        "bare, row by row",
        Run.median(alone, Run::perSecond));
    figures.add("processor time of each, " + callers, Run.median(runs, Run::cpuMicrosEach), "us");
  }

  private static long blocking(List<LastUpdated> handles, SplittableRandom random, long end) {
    long touches = 0;
    while (System.nanoTime() < end) {
      handles.get(random.nextInt(handles.size())).touch(NEVER).toCompletableFuture().join();
      touches++;
    }
    return touches;
  }

  /** Each caller touches again when it hears of its last touch, on the thread that tells it. */
  private static long chaining(int callers, List<LastUpdated> handles, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    LongAdder touches = new LongAdder();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      all.add(done);
      next(handles, new SplittableRandom(i), end, touches, done);
    }
    all.forEach(CompletableFuture::join);
    return touches.sum();
  }

  private static void next(
      List<LastUpdated> handles,
      SplittableRandom random,
      long end,
      LongAdder touches,
      CompletableFuture<Void> done) {
    handles
        .get(random.nextInt(handles.size()))
        .touch(NEVER)
        .whenComplete(
            (touched, failure) -> {
              if (failure != null) {
                done.completeExceptionally(failure);
              } else {
                touches.increment();
                if (System.nanoTime() < end) {
                  next(handles, random, end, touches, done);
                } else {
                  done.complete(null);
                }
              }
            });
  }

  private void deadlocks(Duration time) throws Exception {
    List<MetadataStore> stores = new ArrayList<>();
    double before = number("deadlocks", "pg_stat_database WHERE datname = current_database()");
    try {
      TouchConf hasty = BEHIND.toBuilder().interval(Duration.ofMillis(20)).build();
      for (int i = 0; i < 8; i++) {
        stores.add(server.open(hasty, new SimpleMeterRegistry()));
      }
      List<List<LastUpdated>> handles =
          stores.stream().map(store -> TouchServer.handles(store, 2_000)).toList();
      onEach(
          8,
          (random, end) -> {
            List<LastUpdated> its = handles.get(random.nextInt(8));
            while (System.nanoTime() < end) {
              its.get(random.nextInt(2_000)).touch(NEVER);
              if (random.nextInt(100) == 0) {
                its = handles.get(random.nextInt(8));
                LockSupport.parkNanos(100_000);
              }
            }
            return 0;
          },
          time);
    } finally {
      stores.forEach(MetadataStore::close);
    }
    figures.add(
        "deadlocks, 8 instances on the same keys for " + time.toSeconds() + " s",
        number("deadlocks", "pg_stat_database WHERE datname = current_database()") - before,
        "");
  }

  private void sustained(Duration time) throws Exception {
    server.execute("VACUUM FULL ps_event_types");
    double size = server.number("SELECT pg_relation_size('ps_event_types')");
    double updates = updates();
    double hot = number("n_tup_hot_upd", "pg_stat_user_tables WHERE relname = 'ps_event_types'");
    Run run;
    try (MetadataStore store = server.open(BEHIND, new SimpleMeterRegistry())) {
      List<LastUpdated> handles = TouchServer.handles(store, TouchServer.ROWS);
      run =
          Run.of(
              () ->
                  onEach(
                      1,
                      (random, end) -> {
                        while (System.nanoTime() < end) {
                          for (int i = 0; i < 200; i++) {
                            handles.get(random.nextInt(TouchServer.ROWS)).touch(NEVER);
                          }
                          LockSupport.parkNanos(2_000_000);
                        }
                        return 1;
                      },
                      time));
    }
    double updated = updates() - updates;
    String of = ", " + time.toSeconds() + " s sustained";
    figures.add("rows written" + of, updated / run.seconds(), "1/s");
    figures.add(
        "HOT share" + of,
        (number("n_tup_hot_upd", "pg_stat_user_tables WHERE relname = 'ps_event_types'") - hot)
            / updated,
        "");
    figures.add(
        "table growth" + of,
        server.number("SELECT pg_relation_size('ps_event_types')") / size,
        "times");
  }

  private double updates() throws Exception {
    return number("n_tup_upd", "pg_stat_user_tables WHERE relname = 'ps_event_types'");
  }

  /** A session of the server reports its counts when it ends, or every second. */
  private double number(String column, String from) throws Exception {
    LockSupport.parkNanos(1_500_000_000L);
    return server.number("SELECT " + column + " FROM " + from);
  }

  private interface Caller {
    long run(SplittableRandom random, long end) throws Exception;
  }

  private static long onEach(int threads, Caller caller, Duration time) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long end = System.nanoTime() + time.toNanos();
      List<Callable<Long>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        SplittableRandom random = new SplittableRandom(i);
        all.add(() -> caller.run(random, end));
      }
      long sum = 0;
      for (Future<Long> result : pool.invokeAll(all)) {
        sum += result.get();
      }
      return sum;
    } finally {
      pool.shutdownNow();
    }
  }
}

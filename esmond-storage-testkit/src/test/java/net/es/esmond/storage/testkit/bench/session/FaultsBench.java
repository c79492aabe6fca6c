package net.es.esmond.storage.testkit.bench.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import net.es.esmond.storage.ConsistencyLevel;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/**
 * What the loss of nodes costs a caller: this library beside the bare driver, under the same open
 * load at 40 % of the capacity.
 */
public final class FaultsBench {
  private static final double LOAD = 0.4;
  private static final int CAPACITY_SECONDS = 4;
  private static final int BEFORE_SECONDS = 2;
  private static final int AFTER_SECONDS = 8;

  private static final List<String> ROWS = new ArrayList<>();

  private FaultsBench() {}

  private interface Step {
    void run(CassandraRing ring) throws InterruptedException;
  }

  /** What happens while requests are measured, and what restores the ring afterwards. */
  private record Event(String name, Step happens, Step restores) {}

  private static final List<Event> EVENTS =
      List.of(
          new Event("kill -9", FaultsBench::kill, ring -> ring.node(2).start()),
          new Event("SIGSTOP", FaultsBench::pause, ring -> ring.node(2).resume()),
          new Event("rolling restart", FaultsBench::rollingRestart, ring -> {}),
          new Event("all down, then up", FaultsBench::allDownThenUp, ring -> {}));

  public static void run() throws InterruptedException {
    try (CassandraRing ring = Rings.threeNodes()) {
      measure(ring, Rings.conf(ring, 2, ConsistencyLevel.LOCAL_ONE), "RF 2, ONE");
      measure(ring, Rings.conf(ring, 3, ConsistencyLevel.LOCAL_QUORUM), "RF 3, QUORUM");
    }
    ROWS.forEach(System.out::println);
  }

  private static void measure(CassandraRing ring, CassandraConf conf, String setting)
      throws InterruptedException {
    List<Supplier<Contender>> contenders =
        List.of(
            () -> new LibraryContender(conf),
            () -> BareContender.withDefaults(conf),
            () -> BareContender.tuned(conf));
    double rate;
    try (Contender creates = new LibraryContender(conf);
        Contender tuned = BareContender.tuned(conf)) {
      rate = LOAD * Capacity.of(tuned, CAPACITY_SECONDS);
    }
    row("");
    row(String.format(Locale.ROOT, "%s: %.0f requests/s", setting, rate));
    row(
        String.format(
            "%-16s %-18s %9s %7s %11s %16s",
            "event", "client", "requests", "failed", "slowest ms", "99%<100ms after s"));
    for (Supplier<Contender> contender : contenders) {
      for (Event event : EVENTS) {
        one(ring, contender, rate, event);
      }
    }
  }

  private static void one(CassandraRing ring, Supplier<Contender> source, double rate, Event event)
      throws InterruptedException {
    try (Contender contender = source.get()) {
      Capacity.send(contender, 0, (long) rate);
      OpenLoop load = OpenLoop.start(contender, rate, 0);
      TimeUnit.SECONDS.sleep(BEFORE_SECONDS);
      long start = System.nanoTime();
      event.happens().run(ring);
      long over = System.nanoTime();
      TimeUnit.SECONDS.sleep(AFTER_SECONDS);
      load.stop();
      event.restores().run(ring);
      TimeUnit.SECONDS.sleep(AFTER_SECONDS);
      OpenLoop.Outcome outcome = load.since(start);
      row(
          String.format(
              Locale.ROOT,
              "%-16s %-18s %9d %7d %11.0f %16.2f%s",
              event.name(),
              contender.name(),
              outcome.requests(),
              outcome.failed(),
              outcome.slowestMillis(),
              outcome.secondsToGood(),
              outcome.failed() == 0
                  ? ""
                  : String.format(
                      Locale.ROOT,
                      "  (last failure %.1f s after the nodes were back: %s)",
                      outcome.lastFailureSeconds() - (over - start) / 1e9,
                      firstLine(load.lastError()))));
    }
  }

  private static String firstLine(Throwable error) {
    String text = String.valueOf(error);
    return text.substring(0, Math.min(160, text.length()));
  }

  private static void kill(CassandraRing ring) {
    ring.node(2).kill();
  }

  private static void pause(CassandraRing ring) {
    ring.node(2).pause();
  }

  private static void rollingRestart(CassandraRing ring) {
    for (CassandraNode node : ring.nodes()) {
      node.stop();
      node.start();
    }
  }

  private static void allDownThenUp(CassandraRing ring) throws InterruptedException {
    ring.nodes().forEach(CassandraNode::kill);
    TimeUnit.SECONDS.sleep(2);
    List<Thread> starting =
        ring.nodes().stream().map(node -> new Thread(node::start, "start " + node)).toList();
    starting.forEach(Thread::start);
    for (Thread each : starting) {
      each.join();
    }
  }

  private static void row(String row) {
    System.out.println(row);
    ROWS.add(row);
  }
}

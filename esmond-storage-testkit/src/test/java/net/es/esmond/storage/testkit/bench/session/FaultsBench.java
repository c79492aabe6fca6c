package net.es.esmond.storage.testkit.bench.session;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import net.es.esmond.storage.cassandra.service.HostResolver;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.testkit.bench.Run;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/**
 * What the loss of nodes costs a caller: the archive, with two instances open, beside the bare
 * driver, under the same open load. It is 40 % of what the slowest of them can do, another share by
 * {@code -Dload=0.2}, or so many requests a second by {@code -Drate=300}. {@code -Dreplicas=2} (or
 * 3), {@code -Devents=KILL,PAUSE} and {@code -Dclients=ARCHIVE,TUNED} take a part of it.
 */
public final class FaultsBench {
  private static final double LOAD = 0.4;
  private static final int CAPACITY_SECONDS = 4;
  private static final int BEFORE_SECONDS = 4;
  private static final int BETWEEN_SECONDS = 5;

  private enum Client {
    ARCHIVE(ArchiveContender::new),
    DEFAULTS(BareContender::withDefaults),
    TUNED(BareContender::tuned),
    TUNED_LOOK(BareContender::tunedWithLook);

    final BiFunction<CassandraConf, HostResolver, Contender> source;

    Client(BiFunction<CassandraConf, HostResolver, Contender> source) {
      this.source = source;
    }
  }

  private final CassandraRing ring;
  private final FaultTable table;
  private final List<Client> clients = chosen("clients", Client.class);

  /**
   * Nodes take turns: the others read from one that was away as little as they can, for a while.
   */
  private int happened;

  private FaultsBench(CassandraRing ring, FaultTable table) {
    this.ring = ring;
    this.table = table;
  }

  public static void run() throws Exception {
    String replicas = System.getProperty("replicas", "");
    String chosen = System.getProperty("events", "");
    List<FaultEvent> events = chosen("events", FaultEvent.class);
    FaultTable table =
        new FaultTable(
            "faults"
                + (replicas.isEmpty() ? "" : "-rf" + replicas)
                + (chosen.isEmpty() ? "" : "-" + chosen.replace(',', '-')));
    try (CassandraRing ring = Rings.threeNodes()) {
      FaultsBench bench = new FaultsBench(ring, table);
      if (!replicas.equals("3")) {
        bench.measure(2, ConsistencyLevel.LOCAL_ONE, events);
      }
      if (!replicas.equals("2")) {
        bench.measure(3, ConsistencyLevel.LOCAL_QUORUM, events);
      }
    }
    table.publish();
  }

  /** The constants that a property names, with commas between; all when it is empty. */
  private static <E extends Enum<E>> List<E> chosen(String property, Class<E> type) {
    String names = System.getProperty(property, "");
    return names.isEmpty()
        ? List.of(type.getEnumConstants())
        : Arrays.stream(names.split(",")).map(name -> Enum.valueOf(type, name)).toList();
  }

  private void measure(int replicas, ConsistencyLevel level, List<FaultEvent> events)
      throws InterruptedException {
    CassandraConf conf = Rings.conf(ring, replicas, level);
    HostResolver resolver = Rings.resolver(ring);
    String setting = "RF " + replicas + (replicas == 2 ? ", ONE" : ", QUORUM");
    new ArchiveContender(conf, resolver).close(); // creates the tables
    double capacity = Double.MAX_VALUE;
    for (Client client : clients) { // which also has the compiler done before anything happens
      try (Contender contender = client.source.apply(conf, resolver)) {
        double can = Capacity.of(contender, CAPACITY_SECONDS);
        System.out.printf("%s: %s can do %.0f requests/s%n", setting, contender.name(), can);
        capacity = Math.min(capacity, can);
      }
      Run.awaitCompiled();
    }
    double rate = Math.floor(number("rate", number("load", LOAD) * capacity));
    System.out.printf("%s: %.0f requests/s%n", setting, rate);
    for (FaultEvent event : events) {
      for (Client client : clients) {
        one(setting, () -> client.source.apply(conf, resolver), rate, event);
      }
    }
  }

  private static double number(String property, double otherwise) {
    String number = System.getProperty(property, "");
    return number.isEmpty() ? otherwise : Double.parseDouble(number);
  }

  private void one(String setting, Supplier<Contender> source, double rate, FaultEvent event)
      throws InterruptedException {
    try (Contender contender = source.get()) {
      // A multiple of four, so that the next is the first of three writes and a read.
      long warmUp = 4 * (long) Math.max(1_000, rate / 4);
      Capacity.send(contender, 0, warmUp);
      Run.awaitCompiled();
      double cpuAtFirst = Run.processCpuSeconds();
      OpenLoop load = OpenLoop.start(contender, warmUp, rate);
      TimeUnit.SECONDS.sleep(BEFORE_SECONDS);
      int sentBefore = load.sent();
      double cpuBefore = Run.processCpuSeconds();
      long start = load.mark();
      event.happen(ring, ring.node(1 + happened++ % ring.nodes().size()));
      double seconds = (System.nanoTime() - start) / 1e9;
      TimeUnit.SECONDS.sleep(event.secondsAfter());
      load.stop();
      double cpuAfter = Run.processCpuSeconds();
      OpenLoop.Outcome outcome = load.since(start);
      table.add(
          new FaultTable.Row(
              setting,
              event.toString(),
              contender.name(),
              rate,
              outcome.requests(),
              outcome.failed(),
              outcome.slowestMillis(),
              outcome.secondsToGood(),
              outcome.failed() == 0 ? 0 : outcome.lastFailureSeconds() - seconds,
              load.lagMillis(),
              1e6 * (cpuBefore - cpuAtFirst) / sentBefore,
              1e6 * (cpuAfter - cpuBefore) / outcome.requests(),
              outcome.failed() == 0 ? "" : firstLine(load.lastError())));
    }
    ring.heal();
    TimeUnit.SECONDS.sleep(BETWEEN_SECONDS);
  }

  private static String firstLine(Throwable error) {
    String text = String.valueOf(error);
    return text.substring(0, Math.min(160, text.length()));
  }
}

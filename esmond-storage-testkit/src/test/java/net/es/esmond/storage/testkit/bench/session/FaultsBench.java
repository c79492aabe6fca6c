package net.es.esmond.storage.testkit.bench.session;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.testkit.bench.Run;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.postgres.PostgresCluster;

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
  private static final double SHORT_RUN_PER_SECOND = 200;

  private enum Client {
    ARCHIVE((conf, servers) -> ArchiveContender.inMemory(conf, servers.resolver())),
    DEFAULTS((conf, servers) -> BareContender.withDefaults(conf, servers.resolver())),
    TUNED((conf, servers) -> BareContender.tuned(conf, servers.resolver())),
    TUNED_LOOK((conf, servers) -> BareContender.tunedWithLook(conf, servers.resolver())),
    ARCHIVE_SQL(
        (conf, servers) -> ArchiveContender.inPostgres(conf, servers.resolver(), servers.sql()));

    final BiFunction<CassandraConf, FaultServers, Contender> source;

    Client(BiFunction<CassandraConf, FaultServers, Contender> source) {
      this.source = source;
    }

    /** What happens to PostgreSQL concerns only those that have metadata there. */
    boolean isConcernedBy(FaultEvent event) {
      return event.isOfPostgres() == (this == ARCHIVE_SQL);
    }
  }

  private final FaultServers servers;
  private final FaultTable table;
  private final List<Client> clients;

  /**
   * Nodes take turns: the others read from one that was away as little as they can, for a while.
   */
  private int happened;

  private FaultsBench(FaultServers servers, FaultTable table, List<Client> clients) {
    this.servers = servers;
    this.table = table;
    this.clients = clients;
  }

  public static void run() throws Exception {
    String replicas = System.getProperty("replicas", "");
    String chosen = System.getProperty("events", "");
    List<FaultEvent> events = chosen("events", FaultEvent.class);
    List<Client> clients = chosen("clients", Client.class);
    FaultTable table =
        new FaultTable(
            "faults"
                + (replicas.isEmpty() ? "" : "-rf" + replicas)
                + (chosen.isEmpty() ? "" : "-" + chosen.replace(',', '-')));
    try (FaultServers servers =
        FaultServers.start(events.stream().anyMatch(FaultEvent::isOfPostgres))) {
      FaultsBench bench = new FaultsBench(servers, table, clients);
      if (!replicas.equals("3")) {
        bench.measure(2, ConsistencyLevel.LOCAL_ONE, events);
      }
      if (!replicas.equals("2")) {
        bench.measure(3, ConsistencyLevel.LOCAL_QUORUM, events);
      }
    }
    table.publish();
  }

  /**
   * Has a node and a PostgreSQL primary killed under little load.
   *
   * @param ring of three nodes
   * @param postgres a primary with a standby
   * @return how many requests failed
   */
  public static long shortRun(CassandraRing ring, PostgresCluster postgres)
      throws InterruptedException {
    FaultTable table = new FaultTable("faults");
    new FaultsBench(
            new FaultServers(ring, Optional.of(postgres)),
            table,
            List.of(Client.ARCHIVE, Client.ARCHIVE_SQL))
        .measure(
            3,
            ConsistencyLevel.LOCAL_QUORUM,
            List.of(FaultEvent.KILL, FaultEvent.PRIMARY_KILLED),
            SHORT_RUN_PER_SECOND);
    return table.failed();
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
    CassandraConf conf = Rings.conf(servers.ring(), replicas, level);
    ArchiveContender.inMemory(conf, servers.resolver()).close(); // creates the tables
    double capacity = Double.MAX_VALUE;
    for (Client client : clients) { // which also has the compiler done before anything happens
      if (events.stream().anyMatch(client::isConcernedBy)) {
        try (Contender contender = client.source.apply(conf, servers)) {
          double can = Capacity.of(contender, CAPACITY_SECONDS);
          System.out.printf("RF %d: %s can do %.0f requests/s%n", replicas, contender.name(), can);
          capacity = Math.min(capacity, can);
        }
        Run.awaitCompiled();
      }
    }
    measure(replicas, level, events, Math.floor(number("rate", number("load", LOAD) * capacity)));
  }

  private void measure(
      int replicas, ConsistencyLevel level, List<FaultEvent> events, double perSecond)
      throws InterruptedException {
    CassandraConf conf = Rings.conf(servers.ring(), replicas, level);
    String setting = "RF " + replicas + (replicas == 2 ? ", ONE" : ", QUORUM");
    System.out.printf("%s: %.0f requests/s%n", setting, perSecond);
    for (FaultEvent event : events) {
      for (Client client : clients) {
        if (client.isConcernedBy(event)) {
          one(setting, () -> client.source.apply(conf, servers), perSecond, event);
        }
      }
    }
  }

  private static double number(String property, double otherwise) {
    String number = System.getProperty(property, "");
    return number.isEmpty() ? otherwise : Double.parseDouble(number);
  }

  private void one(String setting, Supplier<Contender> source, double rate, FaultEvent event)
      throws InterruptedException {
    CassandraRing ring = servers.ring();
    int permanent = ring.nodes().size();
    event.prepare(ring);
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
      event.happen(servers, ring.nodes().get(happened++ % permanent));
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
              load.slowestMillisBefore(start),
              outcome.slowestMillis(),
              outcome.secondsToGood(),
              outcome.failed() == 0 ? 0 : outcome.lastFailureSeconds() - seconds,
              load.lagMillis(),
              1e6 * (cpuBefore - cpuAtFirst) / sentBefore,
              1e6 * (cpuAfter - cpuBefore) / outcome.requests(),
              outcome.failed() == 0 ? "" : firstLine(load.lastError())));
    }
    event.restore(servers);
    TimeUnit.SECONDS.sleep(BETWEEN_SECONDS);
  }

  private static String firstLine(Throwable error) {
    String text = String.valueOf(error);
    return text.substring(0, Math.min(160, text.length()));
  }
}

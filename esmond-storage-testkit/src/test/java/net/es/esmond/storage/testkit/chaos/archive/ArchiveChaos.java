package net.es.esmond.storage.testkit.chaos.archive;

import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.replication.JmxAccess;
import net.es.esmond.storage.replication.ReplicaNode;
import net.es.esmond.storage.replication.ReplicationOptions;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import net.es.esmond.storage.testkit.internal.Folders;
import net.es.esmond.storage.testkit.internal.Parallel;
import net.es.esmond.storage.testkit.postgres.PostgresServer;

/**
 * Three processes with an open archive each, on three nodes and two PostgreSQL servers, to which
 * everything happens that a year may bring: {@code -Pchaos -Dscope=archive -Dseed=N -Dminutes=M}.
 * In the end the history of all acknowledged calls is compared with what the archive holds.
 */
public final class ArchiveChaos implements AutoCloseable {
  /** Names a new folder in which the processes' notes and logs are kept after the run. */
  private static final String NOTES_PROPERTY = "chaos.notes";

  static final String KEYSPACE = "chaos";

  /** On a busy machine servers may take minutes to come back: that is no fault of an archive. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  /** Calls of each client a second, in place of 50: nodes, servers and clients share a machine. */
  private static final String RATE_PROPERTY = "chaos.rate";

  private final Setting setting;
  private final Optional<Path> kept =
      Optional.ofNullable(System.getProperty(NOTES_PROPERTY)).map(Path::of);
  private final Path folder = kept.map(Folders::create).orElseGet(() -> Folders.temporary("chaos"));
  private final ChaosServers servers;
  private final List<ClientProcess> clients = new ArrayList<>();
  private EsmondStorage observer;
  private long startNanos;

  private ArchiveChaos(Setting setting, Facilities facilities, String network) {
    this.setting = setting;
    this.servers = ChaosServers.start(setting, facilities, folder, network);
  }

  /**
   * Runs a campaign of any length.
   *
   * @return its lines, and whether what must be 0 is
   */
  public static ArchiveReport run(long seed, Duration duration) throws InterruptedException {
    return run(
        seed,
        duration,
        Integer.getInteger(RATE_PROPERTY, 50),
        Facilities.ofMachine(Folders.temporary("disk").resolve("scratch")),
        "127.0.35.");
  }

  static ArchiveReport run(
      long seed, Duration duration, int perSecond, Facilities machine, String network)
      throws InterruptedException {
    Setting setting = Setting.of(seed);
    Facilities facilities = machine.under(setting);
    try (ArchiveChaos chaos = new ArchiveChaos(setting, facilities, network)) {
      return chaos.run(duration, perSecond, facilities);
    }
  }

  private ArchiveReport run(Duration duration, int perSecond, Facilities facilities)
      throws InterruptedException {
    observer = open();
    startClients(perSecond);
    long begin = System.nanoTime();
    int longestStopMillis = (int) Math.min(60_000, duration.toMillis() / 6);
    FaultRounds rounds =
        new FaultRounds(
            new FaultSchedule(setting, facilities.available(), longestStopMillis),
            new FaultInjector(servers, clients, observer.replication(), this::tellMembers),
            this::awaitAllWell);
    rounds.runFor(duration);
    awaitAllWell();
    Duration worked = Duration.ofNanos(System.nanoTime() - begin);
    for (ClientProcess client : clients) {
      client.control(c -> new Control(Control.Phase.DRAIN, 0, false, c.jmxPorts()));
    }
    clients.forEach(c -> c.finish(Control.Phase.DRAIN, Control.Phase.DRAIN, PATIENCE));
    clients.forEach(c -> c.finish(Control.Phase.FINISH, Control.Phase.FINISH, PATIENCE));
    FinalState end = readEnd();
    List<Operation> operations = new ArrayList<>();
    clients.forEach(client -> operations.addAll(client.operations()));
    Findings findings = Check.all(new History(setting, operations, rounds.spans()), end);
    return new ArchiveReport(setting, worked, rounds.counts(), facilities.skipped(), findings);
  }

  private FinalState readEnd() {
    observer.maintenance().storeSummaries();
    int tests = Population.newest(Duration.ofNanos(System.nanoTime() - startNanos)) + 1;
    return new FinalReader(observer).read(tests);
  }

  private void startClients(int perSecond) {
    startNanos = System.nanoTime();
    // Archives keep whole seconds.
    long startMillis = System.currentTimeMillis() / 1000 * 1000;
    List<InetSocketAddress> postgres =
        servers.postgres().servers().stream().map(PostgresServer::address).toList();
    for (int number = 1; number <= Reachability.CLIENTS; number++) {
      ClientSetup setup =
          new ClientSetup(
              folder,
              number,
              0,
              setting.seed(),
              setting.conflicts(),
              startNanos,
              startMillis,
              perSecond);
      Control control = new Control(Control.Phase.WORK, 0, false, servers.jmxPorts());
      ClientProcess client = new ClientProcess(setup, control, postgres);
      clients.add(client);
    }
    tellMembers();
    Parallel.run(clients.stream().<Runnable>map(client -> client::start).toList());
  }

  /** Tells clients where the nodes are, for those that are yet to start too. */
  private void tellMembers() {
    for (ClientProcess client : clients) {
      client.control(c -> new Control(c.phase(), c.clockMillis(), c.refused(), servers.jmxPorts()));
      Folders.write(
          client.files().conf(), conf(client.ways(), client.files().journal().toString()));
    }
  }

  /** Opens an archive past the clients' own ways, which sees how the servers are. */
  private EsmondStorage open() {
    List<InetSocketAddress> postgres =
        servers.postgres().servers().stream().map(PostgresServer::address).toList();
    Path conf =
        Folders.write(
            folder.resolve("observer.conf"),
            conf(postgres, folder.resolve("observer.journal").toString()));
    return EsmondStorage.builder(EsmondConf.load(conf))
        .conflicts(setting.conflicts())
        .allowedLateness(Duration.ofMinutes(1))
        .replication(ReplicationOptions.defaults().withJmx(JmxAccess.at(this::jmx)))
        .withoutBackgroundMaintenance()
        .open();
  }

  private HostPort jmx(ReplicaNode node) {
    return new HostPort("127.0.0.1", servers.jmxPorts().get(node.address()));
  }

  private String conf(List<InetSocketAddress> postgres, String journal) {
    PostgresServer primary = servers.postgres().primary();
    return """
        [main]
        cassandra_servers = %s
        cassandra_keyspace = %s
        cassandra_replicas = %s
        cassandra_read_consistency = %s
        cassandra_write_consistency = %s
        cassandra_request_timeout = %s s
        cassandra_start_timeout = 90 s
        sql_db_host = %s
        sql_db_name = %s
        sql_db_user = %s
        sql_db_password = %s
        sql_db_connect_timeout = 2 s
        sql_db_start_timeout = 90 s
        sql_db_touch_journal = %s
        """
        .formatted(
            addresses(servers.ring().nodes().stream().map(CassandraNode::address).toList()),
            KEYSPACE,
            setting.replicas(),
            setting.level(),
            setting.level(),
            CallsCheck.DEADLINE.toSeconds(),
            addresses(postgres),
            ChaosServers.DATABASE,
            primary.user(),
            primary.password(),
            journal);
  }

  private static String addresses(List<InetSocketAddress> servers) {
    return servers.stream()
        .map(server -> server.getAddress().getHostAddress() + ":" + server.getPort())
        .collect(Collectors.joining(", "));
  }

  /** Ends what is left of faults, and waits until everything serves and knows it. */
  private void awaitAllWell() {
    servers.ring().heal();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                observer.health().measurements().state() == StoreState.UP
                    && observer.health().metadata().state() == StoreState.UP);
  }

  @Override
  public void close() {
    clients.forEach(ClientProcess::close);
    if (observer != null) {
      observer.close();
    }
    servers.close();
    if (kept.isEmpty()) {
      Folders.deleteIfExists(folder);
    }
  }
}

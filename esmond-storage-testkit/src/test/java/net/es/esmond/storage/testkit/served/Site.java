package net.es.esmond.storage.testkit.served;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.testkit.archive.ArchiveServers;
import net.es.esmond.storage.testkit.archive.BackEnd;
import net.es.esmond.storage.testkit.archive.Setup;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.internal.Folders;
import net.es.esmond.storage.testkit.internal.Parallel;
import net.es.esmond.storage.testkit.postgres.PostgresCluster;
import net.es.esmond.storage.testkit.postgres.PostgresServer;

/** Three instances on a ring of three nodes, and on PostgreSQL with a synchronous standby. */
final class Site implements AutoCloseable {
  private static final int INSTANCES = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final InetSocketAddress READS = new InetSocketAddress("192.0.2.10", 5433);

  private final Path folder = Folders.temporary("served");
  private final ArchiveServers servers;
  private final List<Instance> instances = new CopyOnWriteArrayList<>();
  private Optional<Haproxy> reads = Optional.empty();
  private EsmondStorage storage;
  private String key = "";

  Site() {
    this.servers = BackEnd.PROCESSES.start(new Setup(3, 1, true, false, "", ""));
    try {
      start();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void start() {
    EsmondConf conf = servers.create("served", 3);
    storage = EsmondStorage.open(patient(conf));
    key = storage.access().createKey("served").key().reveal();
    if (Haproxy.isInstalled()) {
      reads =
          Optional.of(Haproxy.start("reads", folder, readsConf(), READS, UnaryOperator.identity()));
    }
    Parallel.run(
        IntStream.rangeClosed(1, INSTANCES)
            .<Runnable>mapToObj(
                number ->
                    () -> instances.add(new Instance(number, conf, postgresAddresses(), folder)))
            .toList());
  }

  /** Allows for a machine that is busy with much else while tables are created. */
  private static EsmondConf patient(EsmondConf conf) {
    CassandraConf cassandra =
        conf.cassandra().toBuilder()
            .schemaTimeout(PATIENCE)
            .startTimeout(PATIENCE)
            .requestTimeout(PATIENCE)
            .build();
    return EsmondConf.of(cassandra, conf.sql());
  }

  private Stream<InetSocketAddress> postgresAddresses() {
    return Stream.concat(
        postgres().servers().stream().map(PostgresServer::address),
        reads.stream().map(balancer -> READS));
  }

  /** The page's configuration, with the servers' own addresses. */
  private String readsConf() {
    String conf = OwnNetwork.resource("haproxy-postgres.cfg");
    for (int number = 1; number <= 2; number++) {
      InetSocketAddress server = postgres().server(number).address();
      conf =
          conf.replace(
              "192.0.2.3" + number + ":5432",
              server.getAddress().getHostAddress() + ":" + server.getPort());
    }
    return conf;
  }

  Path folder() {
    return folder;
  }

  CassandraRing ring() {
    return servers.ring().orElseThrow();
  }

  PostgresCluster postgres() {
    return servers.postgres().orElseThrow();
  }

  /** The instance that befalls what befalls one. */
  Instance instance() {
    return instances.stream()
        .filter(one -> one.process().name().endsWith("1"))
        .findFirst()
        .orElseThrow();
  }

  /** The balancer in front of PostgreSQL's standbys, where HAProxy is installed. */
  Optional<Haproxy> reads() {
    return reads;
  }

  /** An instance beside those that serve, to read what they have stored. */
  EsmondStorage storage() {
    return storage;
  }

  /** The API key of all clients. */
  String key() {
    return key;
  }

  @Override
  public void close() {
    instances.forEach(Instance::close);
    reads.ifPresent(Haproxy::close);
    if (storage != null) {
      storage.close();
    }
    servers.close();
  }
}

package net.es.esmond.storage.testkit.served;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.testkit.internal.ChildJvm;
import net.es.esmond.storage.testkit.internal.Folders;
import net.es.esmond.storage.testkit.internal.ProcessServer;
import net.es.esmond.storage.testkit.network.TcpProxy;
import net.es.esmond.storage.testkit.service.ArchiveService;

/** An instance of the service as a process, with ways of its own to PostgreSQL. */
final class Instance implements AutoCloseable {
  static final int PORT = 8080;

  private static final Duration START_TIMEOUT = Duration.ofMinutes(5);

  private final String address;
  private final List<TcpProxy> ways;
  private final ArchiveClient client;
  private final ProcessServer process;

  /**
   * Starts an instance.
   *
   * @param number of its address, from 1
   * @param conf where Cassandra is, and who it is
   * @param postgres where PostgreSQL's servers are, and balancers in front of them
   */
  Instance(int number, EsmondConf conf, Stream<InetSocketAddress> postgres, Path folder) {
    this.address = "192.0.2." + (10 + number);
    this.ways = postgres.map(TcpProxy::to).toList();
    this.client = new ArchiveClient(address, PORT, "", 1_000);
    Path file = Folders.write(folder.resolve("esmond-" + number + ".conf"), text(conf));
    this.process =
        new ProcessServer(
            new ProcessServer.Spec(
                "instance-" + number,
                folder.resolve("instance-" + number + ".log"),
                "TERM",
                START_TIMEOUT,
                () -> command(file),
                this::isHealthy));
    process.start();
  }

  private List<String> command(Path conf) {
    return ChildJvm.of(
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
            InstanceProgram.class,
            List.of(conf.toString(), address, Integer.toString(PORT)))
        .command();
  }

  private String text(EsmondConf conf) {
    return """
        [main]
        cassandra_servers = %s
        cassandra_replicas = %s
        cassandra_keyspace = %s
        cassandra_start_timeout = 5m
        sql_db_host = %s
        sql_db_name = %s
        sql_db_user = %s
        sql_db_password = %s
        sql_db_start_timeout = 5m
        sql_db_read_standbys = yes
        """
        .formatted(
            conf.cassandra().servers().stream()
                .map(Object::toString)
                .collect(Collectors.joining(", ")),
            conf.cassandra().replicas(),
            conf.cassandra().keyspace(),
            ways.stream()
                .map(way -> "127.0.0.1:" + way.address().getPort())
                .collect(Collectors.joining(", ")),
            conf.sql().database(),
            conf.sql().user(),
            conf.sql().password().reveal());
  }

  /** Asks its health page. */
  boolean isHealthy() {
    try {
      return client.send("GET", ArchiveService.HEALTH_PATH, "").status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  ProcessServer process() {
    return process;
  }

  /** Stops what goes to PostgreSQL and comes from there, or lets it pass again. */
  void cutOffFromPostgres(boolean now) {
    ways.forEach(now ? TcpProxy::cut : TcpProxy::restore);
  }

  @Override
  public void close() {
    process.kill();
    ways.forEach(TcpProxy::close);
  }
}

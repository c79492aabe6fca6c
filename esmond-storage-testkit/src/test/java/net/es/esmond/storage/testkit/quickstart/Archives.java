package net.es.esmond.storage.testkit.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.postgres.PostgresServer;

/** The servers of an archive, three Cassandra nodes and a PostgreSQL, and its esmond.conf. */
final class Archives implements AutoCloseable {
  private static final String DATABASE = "esmond";

  private final CassandraRing ring;
  private final PostgresServer postgres;

  private Archives(CassandraRing ring, PostgresServer postgres) {
    this.ring = ring;
    this.postgres = postgres;
  }

  /** Starts all servers at the same time. */
  static Archives start() {
    CompletableFuture<PostgresServer> postgres =
        CompletableFuture.supplyAsync(() -> PostgresServer.builder().start());
    CassandraRing ring = CassandraRing.builder().nodes(3).start();
    try {
      PostgresServer server = postgres.join();
      server.createDatabase(DATABASE);
      return new Archives(ring, server);
    } catch (RuntimeException e) {
      ring.close();
      throw e;
    }
  }

  /** Writes an esmond.conf as an operator would: every node listed, each point kept twice. */
  Path writeConf(Path folder) {
    String servers =
        ring.nodes().stream()
            .map(
                node ->
                    node.address().getAddress().getHostAddress() + ":" + node.address().getPort())
            .collect(Collectors.joining(", "));
    String text =
        String.join(
            "\n",
            "[main]",
            "cassandra_servers = " + servers,
            "cassandra_replicas = 2",
            "sql_db_host = " + postgres.address().getAddress().getHostAddress(),
            "sql_db_port = " + postgres.address().getPort(),
            "sql_db_name = " + DATABASE,
            "sql_db_user = " + postgres.user(),
            "sql_db_password = " + postgres.password(),
            "");
    try {
      return Files.writeString(folder.resolve("esmond.conf"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills (-9) the node with this address, as meters name it. */
  CassandraNode killNode(String address) {
    CassandraNode victim =
        ring.nodes().stream()
            .filter(node -> address.contains(node.address().getAddress().getHostAddress() + ":"))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no node has the address " + address));
    Quickstart.say(
        "killing (-9) " + victim.name() + ", which answered most requests in the last second");
    victim.kill();
    return victim;
  }

  @Override
  public void close() {
    try (ring;
        postgres) {
      // Both are closed, whatever either of them throws.
    }
  }
}

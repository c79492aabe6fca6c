package net.es.esmond.storage.testkit.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.testkit.archive.ArchiveServers;
import net.es.esmond.storage.testkit.archive.BackEnd;
import net.es.esmond.storage.testkit.archive.Setup;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import net.es.esmond.storage.testkit.internal.Folders;

/** The servers of an archive, Cassandra nodes and a PostgreSQL, and its esmond.conf. */
final class Archives implements AutoCloseable {
  private static final String NAME = "esmond";

  private final ArchiveServers servers;
  private final EsmondConf conf;

  private Archives(ArchiveServers servers, EsmondConf conf) {
    this.servers = servers;
    this.conf = conf;
  }

  /** Starts all servers at the same time; each point is to be kept so many times. */
  static Archives start(int nodes, int replicas) {
    ArchiveServers servers = BackEnd.PROCESSES.start(Setup.ofNodes(nodes));
    try {
      return new Archives(servers, servers.create(NAME, replicas));
    } catch (RuntimeException e) {
      servers.close();
      throw e;
    }
  }

  /** Writes the esmond.conf to a file that only its owner can read, and that goes with this JVM. */
  Path writeConf() {
    try {
      Path file =
          Files.createFile(
              Folders.temporary("conf").resolve("esmond.conf"),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(file, text(conf.sql().password().reveal()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the text of the esmond.conf as an operator would write it: every server listed. */
  String text(String password) {
    String nodes =
        conf.cassandra().servers().stream().map(Object::toString).collect(Collectors.joining(", "));
    return String.join(
        "\n",
        "[main]",
        "cassandra_servers = " + nodes,
        "cassandra_replicas = " + conf.cassandra().replicas(),
        "cassandra_keyspace = " + conf.cassandra().keyspace(),
        "sql_db_host = " + conf.sql().servers().get(0).host(),
        "sql_db_port = " + conf.sql().servers().get(0).port(),
        "sql_db_name = " + conf.sql().database(),
        "sql_db_user = " + conf.sql().user(),
        "sql_db_password = " + password,
        "");
  }

  /** Kills (-9) the node with this address, as meters name it. */
  CassandraNode killNode(String address) {
    CassandraNode victim =
        servers.ring().orElseThrow().nodes().stream()
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
    servers.close();
  }
}

package net.es.esmond.storage.testkit.chaos.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.cassandra.CassandraRingBuilder;
import net.es.esmond.storage.testkit.internal.Parallel;
import net.es.esmond.storage.testkit.postgres.PostgresCluster;
import net.es.esmond.storage.testkit.postgres.PostgresClusterBuilder;
import net.es.esmond.storage.testkit.postgres.PostgresServer;

/** Three nodes, and a primary with a standby, all behind proxies. */
final class ChaosServers implements AutoCloseable {
  static final String DATABASE = "chaos";

  private static final int NODE_DISK_MEGABYTES = 1024;
  private static final int POSTGRES_DISK_MEGABYTES = 512;
  private static final int FIRST_FREE_HOST = 100;

  private final Path folder;
  private final String network;
  private final AtomicInteger host = new AtomicInteger(FIRST_FREE_HOST);
  private final Map<String, SmallDisk> disks = new HashMap<>();
  private CassandraRing ring;
  private PostgresCluster postgres;

  private ChaosServers(Path folder, String network) {
    this.folder = folder;
    this.network = network;
  }

  /**
   * Starts the servers.
   *
   * @param network the first three numbers of their addresses, with a dot after each
   */
  static ChaosServers start(Setting setting, Facilities facilities, Path folder, String network) {
    ChaosServers servers = new ChaosServers(folder, network);
    try {
      if (facilities.hasDisks()) {
        for (int node = 1; node <= 3; node++) {
          servers.disk("cassandra-" + node, NODE_DISK_MEGABYTES);
        }
        servers.disk("postgres_1", POSTGRES_DISK_MEGABYTES);
        servers.disk("postgres_2", POSTGRES_DISK_MEGABYTES);
      }
      Parallel.run(
          List.of(
              () -> servers.ring = servers.ring(facilities),
              () -> servers.postgres = servers.postgres(setting, facilities)));
      servers.postgres.primary().createDatabase(DATABASE);
      return servers;
    } catch (RuntimeException e) {
      servers.close();
      throw e;
    }
  }

  private void disk(String server, int megabytes) {
    disks.put(server, new SmallDisk(folder.resolve(server), megabytes));
  }

  private CassandraRing ring(Facilities facilities) {
    CassandraRingBuilder builder =
        CassandraRing.builder()
            .nodes(3)
            .firstAddress(network + "1")
            .startTimeout(ArchiveChaos.PATIENCE)
            .proxied();
    if (facilities.hasDisks() || facilities.hasNodeClocks()) {
      builder.dataDirectory(folder);
    }
    if (facilities.hasDisks()) {
      // A node dies of SIGBUS when its commit log, which is mapped into memory, finds no room.
      builder
          .jvmOption("-XX:ErrorFile=" + folder.resolve("died_%p.log"))
          .jvmOption("-XX:-CreateCoredumpOnCrash");
    }
    if (facilities.hasNodeClocks()) {
      try {
        NodeClockAgent.jvmOptions(folder.resolve("clock.jar")).forEach(builder::jvmOption);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return builder.start();
  }

  private PostgresCluster postgres(Setting setting, Facilities facilities) {
    PostgresClusterBuilder builder =
        PostgresCluster.builder()
            .standbys(1)
            .firstAddress(network + "51")
            .setting("max_wal_size", "96MB")
            .proxied();
    if (setting.synchronous()) {
      builder.synchronous();
    }
    if (facilities.hasDisks()) {
      builder.dataDirectory(folder);
    }
    return builder.start();
  }

  CassandraRing ring() {
    return ring;
  }

  PostgresCluster postgres() {
    return postgres;
  }

  SmallDisk disk(String server) {
    return disks.get(server);
  }

  /** The folder of a node whose ring has one of its own. */
  Path folder(CassandraNode node) {
    return folder.resolve(node.name());
  }

  /** An address that no node of the ring has had yet. */
  String freeAddress() {
    return network + host.getAndIncrement();
  }

  /** The nodes' JMX ports, by their addresses. */
  Map<String, Integer> jmxPorts() {
    Map<String, Integer> ports = new HashMap<>();
    for (CassandraNode node : ring.nodes()) {
      ports.put(node.address().getAddress().getHostAddress(), node.jmxAddress().getPort());
    }
    return ports;
  }

  /** Lets the primary take writes, or refuse them as a standby does. */
  static void setReadOnly(PostgresServer server, boolean now) {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("SET default_transaction_read_only = off");
      statement.execute(
          now
              ? "ALTER SYSTEM SET default_transaction_read_only = on"
              : "ALTER SYSTEM RESET default_transaction_read_only");
      statement.execute("SELECT pg_reload_conf()");
    } catch (SQLException e) {
      throw new ServerException("Whether " + server.name() + " takes writes was not set", e);
    }
  }

  @Override
  public void close() {
    if (ring != null) {
      ring.close();
    }
    if (postgres != null) {
      postgres.close();
    }
    disks.values().forEach(SmallDisk::close);
  }
}

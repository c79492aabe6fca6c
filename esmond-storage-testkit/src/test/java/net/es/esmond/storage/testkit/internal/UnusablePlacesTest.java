package net.es.esmond.storage.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.cassandra.CassandraRingBuilder;
import net.es.esmond.storage.testkit.postgres.PostgresCluster;
import net.es.esmond.storage.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Errors about folders, disks and ports name the property that leads elsewhere. */
class UnusablePlacesTest {
  private static final String CACHE = "esmond.testkit.cache";
  private static final String JARS = "esmond.testkit.jars";
  private static final String PORTS = "esmond.testkit.ports";
  private static final List<InetAddress> LOCAL = List.of(Loopback.parse("127.0.0.1"));

  private final SystemProperties properties = new SystemProperties();
  @TempDir Path folder;

  @AfterEach
  void putBack() {
    properties.close();
  }

  @Test
  void a_cache_that_cannot_be_written_names_its_property() throws Exception {
    properties.set(CACHE, Files.createFile(folder.resolve("file")).resolve("cache"));

    assertThatThrownBy(PostgresServer.builder()::start)
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("Cannot write to " + folder)
        .hasMessageContaining(CACHE);
    assertThatThrownBy(CassandraRing.builder()::start)
        .isInstanceOf(ServerException.class)
        .hasMessageContaining(CACHE);
  }

  @Test
  void a_cache_may_be_a_link_to_another_disk() throws Exception {
    Path link =
        Files.createSymbolicLink(
            folder.resolve("link"), Files.createDirectory(folder.resolve("disk")));
    properties.set(CACHE, link);

    assertThat(Folders.cache("jars")).isDirectory();
    assertThat(Folders.create(link)).isDirectory();
  }

  @Test
  void a_full_disk_names_the_property_of_the_cache() throws Exception {
    properties.set(CACHE, folder);
    Path jars = Files.createDirectories(folder.resolve("jars/cassandra-all-5.0.9"));
    Path full = Files.createSymbolicLink(jars.resolve("pom.xml"), Path.of("/dev/full"));

    assertThatThrownBy(CassandraRing.builder().version("5.0.9")::start)
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("No space left on device")
        .hasMessageContaining(CACHE);
    Files.delete(full);
  }

  @Test
  void a_server_without_room_is_told_where_to_go() {
    properties.set("java.io.tmpdir", "/proc");

    assertThat(Disk.hintIfFull(Path.of("/proc/self")))
        .contains("only 0 MiB are free")
        .contains("java.io.tmpdir");
  }

  @Test
  void a_taken_port_that_was_asked_for_names_the_property() throws Exception {
    properties.set(CACHE, folder);
    properties.set(JARS, Files.createFile(folder.resolve("cassandra-all-5.0.9.jar")));

    try (ServerSocket taken = new ServerSocket(0, 1, LOCAL.get(0))) {
      int port = taken.getLocalPort();
      CassandraRingBuilder ring =
          CassandraRing.builder().version("5.0.9").setting("native_transport_port", port);
      for (Runnable start :
          List.<Runnable>of(
              ring::start,
              PostgresServer.builder().port(port)::start,
              PostgresCluster.builder().port(port)::start)) {
        assertThatThrownBy(start::run)
            .isInstanceOf(ServerException.class)
            .hasMessageContaining("127.0.0.1:" + port + " is taken")
            .hasMessageContaining(PORTS);
      }
    }
  }

  @Test
  void a_picked_port_is_nobody_elses_until_its_release() {
    int port = FreePorts.pick(LOCAL);
    properties.set(PORTS, port + "-" + port);

    assertThatThrownBy(() -> FreePorts.pick(LOCAL))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining(PORTS);
    FreePorts.release(port);
    assertThat(FreePorts.pick(LOCAL)).isEqualTo(port);
    FreePorts.release(port);
  }

  @Test
  void a_range_of_ports_that_is_none_is_refused() {
    for (String range : List.of("", "1", "9-8", "0-9", "1-65536", "a-b")) {
      properties.set(PORTS, range);

      assertThatThrownBy(() -> FreePorts.pick(LOCAL))
          .isInstanceOf(ServerException.class)
          .hasMessageContaining(PORTS + " must be FIRST-LAST")
          .hasMessageContaining("'" + range + "'");
    }
  }
}

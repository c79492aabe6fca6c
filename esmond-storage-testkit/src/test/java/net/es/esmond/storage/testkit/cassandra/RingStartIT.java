package net.es.esmond.storage.testkit.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Folders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RingStartIT {

  @Test
  void a_failed_ring_start_says_why_and_leaves_nothing_behind(@TempDir Path folder) {
    CassandraRingBuilder builder =
        CassandraRing.builder()
            .nodes(2)
            .firstAddress("127.0.10.1")
            .dataDirectory(folder)
            .setting("no_such_setting", true);
    assertThatThrownBy(builder::start)
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("cassandra-1 ended before it served")
        .hasMessageContaining("no_such_setting");
    assertThat(folder.resolve("cassandra-2/node.log")).exists();
    assertThat(runningWith(folder)).isEmpty();
  }

  @Test
  void a_given_folder_keeps_its_data_for_the_next_ring(@TempDir Path folder) {
    CassandraRingBuilder builder =
        CassandraRing.builder()
            .nodes(1)
            .firstAddress("127.0.10.1")
            .dataDirectory(folder)
            .passwordAuthentication();
    try (CassandraRing ring = builder.start();
        CqlSession session = PatientSession.connect(ring, "cassandra")) {
      session.execute(
          "CREATE KEYSPACE kept WITH replication ="
              + " {'class': 'NetworkTopologyStrategy', 'datacenter1': 1}");
      assertThatThrownBy(() -> PatientSession.connect(ring, "wrong"))
          .isInstanceOf(AllNodesFailedException.class);
    }
    assertThat(runningWith(folder)).isEmpty();
    assertThat(Files.exists(folder)).isTrue();
    try (CassandraRing ring = builder.start();
        CqlSession session = PatientSession.connect(ring, "cassandra")) {
      assertThat(session.getMetadata().getKeyspace("kept")).isPresent();
    }
  }

  @Test
  void a_ring_started_from_an_image_serves_like_others() {
    CassandraRingBuilder builder = CassandraRing.builder().nodes(1).firstAddress("127.0.10.1");
    builder.start().close();
    assertThat(images()).isNotEmpty();
    try (CassandraRing ring = builder.start();
        CqlSession session = PatientSession.connect(ring, "cassandra")) {
      session.execute(
          "CREATE KEYSPACE made WITH replication ="
              + " {'class': 'NetworkTopologyStrategy', 'datacenter1': 1}");
      ring.node(1).kill();
      ring.node(1).start();
    }
    try (CassandraRing ring = builder.start();
        CqlSession session = PatientSession.connect(ring, "cassandra")) {
      assertThat(session.getMetadata().getKeyspace("made")).isEmpty();
    }
  }

  @Test
  void a_broken_image_is_thrown_away() throws IOException {
    CassandraRingBuilder builder = CassandraRing.builder().nodes(1).firstAddress("127.0.10.1");
    builder.start().close();
    for (Path image : images()) {
      try (Stream<Path> files = Files.walk(image)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.writeString(file, "broken");
        }
      }
    }
    builder.start().close();
    assertThat(images()).isNotEmpty();
    builder.start().close();
  }

  /** Of rings with one node. */
  private static List<Path> images() {
    try (Stream<Path> all = Files.list(Folders.cache("images"))) {
      return all.filter(image -> image.getFileName().toString().matches("cassandra-.*-1-\\d+-\\w+"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<ProcessHandle> runningWith(Path folder) {
    return ProcessHandle.allProcesses()
        .filter(one -> one.info().commandLine().orElse("").contains(folder.toString()))
        .toList();
  }
}

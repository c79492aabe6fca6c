package net.es.esmond.storage.testkit.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.es.esmond.storage.testkit.ServerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RingStartIT {
  private static final byte[] BROKEN = "broken".getBytes(UTF_8);

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
  void an_image_serves_like_others_and_is_replaced_when_broken(@TempDir Path images)
      throws IOException {
    CassandraRingBuilder builder =
        CassandraRing.builder().nodes(1).firstAddress("127.0.10.1").images(images);
    createKeyspaceOn(builder, ring -> {});
    assertThat(files(images)).isNotEmpty();

    createKeyspaceOn(
        builder,
        ring -> {
          ring.node(1).kill();
          ring.node(1).start();
          try (CqlSession session = PatientSession.connect(ring)) {
            assertThat(session.getMetadata().getKeyspace("made")).isPresent();
          }
        });

    for (Path file : files(images)) {
      Files.write(file, BROKEN);
    }
    createKeyspaceOn(builder, ring -> {});
    assertThat(files(images))
        .isNotEmpty()
        .noneSatisfy(file -> assertThat(file).hasBinaryContent(BROKEN));
  }

  /** Starts a ring that nobody has used, and uses it. */
  private static void createKeyspaceOn(CassandraRingBuilder builder, Consumer<CassandraRing> then) {
    try (CassandraRing ring = builder.start()) {
      try (CqlSession session = PatientSession.connect(ring)) {
        assertThat(session.getMetadata().getKeyspace("made")).isEmpty();
        session.execute(
            "CREATE KEYSPACE made WITH replication ="
                + " {'class': 'NetworkTopologyStrategy', 'datacenter1': 1}");
      }
      then.accept(ring);
    }
  }

  /** The rows: without its other files, a table would be taken for empty. */
  private static List<Path> files(Path images) throws IOException {
    try (Stream<Path> all = Files.walk(images)) {
      return all.filter(file -> file.toString().endsWith("-Data.db")).toList();
    }
  }

  private static List<ProcessHandle> runningWith(Path folder) {
    return ProcessHandle.allProcesses()
        .filter(one -> one.info().commandLine().orElse("").contains(folder.toString()))
        .toList();
  }
}

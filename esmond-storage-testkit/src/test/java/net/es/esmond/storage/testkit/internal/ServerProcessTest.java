package net.es.esmond.storage.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.es.esmond.storage.testkit.Server.State;
import net.es.esmond.storage.testkit.ServerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
  @TempDir Path folder;

  @Test
  void a_paused_server_does_nothing_until_it_is_resumed() {
    ProcessServer server = server("while true; do echo tick; sleep 0.05; done", true);
    server.start();
    server.pause();
    assertThat(server.state()).isEqualTo(State.PAUSED);
    int held = server.lastLogLines(10_000).size();
    await().during(Duration.ofMillis(300)).until(() -> server.lastLogLines(10_000).size() == held);
    server.resume();
    await().until(() -> server.lastLogLines(10_000).size() > held);
    assertThat(server.state()).isEqualTo(State.RUNNING);
    server.kill();
    assertThat(server.state()).isEqualTo(State.STOPPED);
  }

  @Test
  void a_server_ignoring_its_stop_signal_dies_with_its_children() {
    ProcessServer server = server("trap '' TERM; setsid sleep 1000; sleep 1000", true);
    server.start();
    ProcessHandle handle = ProcessHandle.of(server.pid()).orElseThrow();
    await().until(() -> handle.children().count() == 1);
    ProcessHandle child = handle.children().findFirst().orElseThrow();
    server.pause();
    server.stop();
    assertThat(handle.isAlive()).isFalse();
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void a_failed_start_shows_the_end_of_the_log() {
    ProcessServer server = server("echo no disk left; exit 3", false);
    assertThatThrownBy(server::start)
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("test ended before it served")
        .hasMessageContaining("no disk left");
    assertThat(server.state()).isEqualTo(State.STOPPED);
  }

  @Test
  void a_server_that_never_serves_is_given_up_and_killed() {
    ProcessServer server = server("exec sleep 1000", false);
    assertThatThrownBy(server::start)
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("did not serve within PT2S");
    assertThat(server.state()).isEqualTo(State.STOPPED);
  }

  @Test
  void an_interrupted_thread_kills_a_server_and_stays_interrupted() {
    ProcessServer server = server("exec sleep 1000", true);
    server.start();
    interrupted(server::kill);
    assertThat(server.state()).isEqualTo(State.STOPPED);
  }

  @Test
  void an_interrupted_thread_stops_a_server_in_good_order() {
    ProcessServer server =
        server("trap 'echo good order; exit' TERM; echo up; while true; do sleep 0.05; done", true);
    server.start();
    await().until(() -> server.lastLogLines(1).contains("up"));
    interrupted(server::stop);
    assertThat(server.lastLogLines(1)).containsExactly("good order");
    assertThat(server.state()).isEqualTo(State.STOPPED);
  }

  @Test
  void a_start_that_is_interrupted_leaves_no_process() {
    ProcessServer server = server("exec sleep 1000", false);
    interrupted(
        () -> assertThatThrownBy(server::start).hasMessageContaining("Interrupted while waiting"));
    assertThat(server.state()).isEqualTo(State.STOPPED);
  }

  /** Does it on an interrupted thread, which must be so afterwards. */
  private static void interrupted(Runnable work) {
    Thread.currentThread().interrupt();
    try {
      work.run();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void a_server_dies_even_if_it_cannot_be_held_before() throws IOException {
    ProcessServer server = server("exec sleep 1000", true);
    server.start();
    try (NoTemporaryFolder nowhere = new NoTemporaryFolder()) {
      assertThatThrownBy(server::kill).isInstanceOf(ServerException.class);
    }
    assertThat(server.state()).isEqualTo(State.STOPPED);
  }

  @Test
  void a_running_server_cannot_be_started_twice() {
    ProcessServer server = server("exec sleep 1000", true);
    server.start();
    assertThatThrownBy(server::start)
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("RUNNING");
    server.kill();
    server.kill();
  }

  @Test
  void only_the_end_of_a_long_log_is_read() throws Exception {
    Path log = folder.resolve("long.log");
    Files.writeString(log, "line\n".repeat(100_000) + "last\n");
    assertThat(ServerLog.tail(log, 2)).containsExactly("line", "last");
  }

  private ProcessServer server(String script, boolean serves) {
    return new ProcessServer(
        new ProcessServer.Spec(
            "test",
            folder.resolve("test.log"),
            "TERM",
            Duration.ofSeconds(2),
            () -> List.of("sh", "-c", script),
            () -> serves));
  }
}

package net.es.esmond.storage.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardianTest {
  @TempDir Path folder;

  @Test
  void a_killed_jvm_takes_paused_servers_and_children_along() throws Exception {
    Path out = folder.resolve("out");
    Process jvm =
        ChildJvm.of(
                List.of("-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("temporary"))),
                Host.class,
                List.of(folder.toString()))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      await().until(() -> Files.readString(out).endsWith("ready\n"));
      List<ProcessHandle> servers =
          Files.readString(out)
              .lines()
              .filter(line -> !line.equals("ready"))
              .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
              .toList();
      assertThat(servers).hasSize(5).allMatch(ProcessHandle::isAlive);

      jvm.destroyForcibly().waitFor();

      await().until(() -> servers.stream().noneMatch(ProcessHandle::isAlive));
      await().until(() -> !Files.exists(folder.resolve("data")));
      await().until(() -> isEmpty(folder.resolve("temporary")));
    } finally {
      jvm.destroyForcibly();
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  /**
   * A JVM with one running and one paused server, each with a child in a session of its own; and a
   * program that is to end by itself.
   */
  static final class Host {
    private Host() {}

    public static void main(String[] args) throws Exception {
      Path folder = Path.of(args[0]);
      Guardian.removeAtEnd(Files.createDirectories(folder.resolve("data/deep")));
      Guardian.removeAtEnd(folder.resolve("data"));
      for (boolean pause : new boolean[] {false, true}) {
        ServerProcess server =
            ServerProcess.start(
                "server", List.of("sh", "-c", "setsid sleep 1000; true"), folder.resolve("log"));
        ProcessHandle handle = ProcessHandle.of(server.pid()).orElseThrow();
        await().until(() -> handle.children().count() == 1);
        System.out.println(server.pid());
        handle.children().forEach(child -> System.out.println(child.pid()));
        if (pause) {
          server.pause();
        }
      }
      Path pid = folder.resolve("pid");
      Thread program =
          new Thread(
              () ->
                  Commands.run(
                      List.of("sh", "-c", "echo $$ > " + pid + "; exec sleep 1000"),
                      Duration.ofMinutes(5)));
      program.start();
      await().until(() -> Files.exists(pid) && Files.readString(pid).endsWith("\n"));
      System.out.print(Files.readString(pid));
      System.out.println("ready");
      Thread.sleep(Duration.ofMinutes(5).toMillis());
    }
  }
}

package net.es.esmond.storage.testkit.quickstart;

import static net.es.esmond.storage.testkit.assertion.EsmondAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.testkit.data.TestData;
import net.es.esmond.storage.testkit.internal.ChildJvm;
import net.es.esmond.storage.testkit.internal.Commands;
import net.es.esmond.storage.testkit.internal.Folders;
import net.es.esmond.storage.testkit.internal.ServerJars;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Programs for people, run as plain programs: without JUnit, and without Maven, as Cassandra's jars
 * are given. However they end, they leave no process, folder or file behind.
 */
class ProgramsIT {
  private static final int SIGINT = 130;

  /** What the programs need not make anew: all of the cache but what Maven has answered. */
  private static final List<String> KEPT = List.of("classes", "images", "postgres");

  @TempDir Path folder;
  private Path temporary;
  private final List<String> options = new ArrayList<>();
  private Process process;
  private List<ProcessHandle> servers = List.of();

  @BeforeEach
  void prepare() throws IOException {
    temporary = Files.createDirectory(folder.resolve("temporary"));
    Path cache = Files.createDirectory(folder.resolve("cache"));
    for (String kept : KEPT) {
      Files.createSymbolicLink(cache.resolve(kept), Folders.cache(kept));
    }
    String jars =
        ServerJars.resolve("org.apache.cassandra", "cassandra-all", "5.0.9").stream()
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    options.addAll(
        List.of(
            "-Djava.io.tmpdir=" + temporary,
            "-Desmond.testkit.cache=" + cache,
            "-Desmond.testkit.jars=" + jars,
            "-Desmond.testkit.mvn=/bin/false",
            "-Dtestkit.level=INFO"));
  }

  @AfterEach
  void end() throws IOException {
    process.destroyForcibly();
    for (String kept : KEPT) {
      Files.delete(folder.resolve("cache").resolve(kept));
    }
  }

  @Test
  void servers_stay_up_until_their_input_ends() throws Exception {
    BufferedReader said = start(Servers.class, "1");
    List<String> lines = linesUntil(said, "Press Enter");
    Path conf =
        lines.stream()
            .filter(line -> line.contains("esmond.conf, for you alone: "))
            .map(line -> Path.of(line.replaceAll(".*alone: ", "")))
            .findFirst()
            .orElseThrow();

    assertThat(lines).contains("sql_db_password = (in the file)");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(conf)))
        .isEqualTo("rw-------");
    try (EsmondStorage storage = EsmondStorage.open(EsmondConf.load(conf))) {
      Instant time = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      Registration test = TestData.newTest().eventType(EventType.THROUGHPUT).build();
      String key = storage.metadata().register(test).key();
      storage.archive().write(key, "throughput", time, 9_412_000_000L);
      assertThat(storage).series(key, "throughput").hasValue(time, 9_412_000_000L);
    }
    process.getOutputStream().close();

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    awaitNothingLeft();
  }

  @ParameterizedTest
  @ValueSource(classes = {Quickstart.class, Servers.class})
  void an_interrupted_program_leaves_nothing_behind(Class<?> main) throws Exception {
    linesUntil(start(main, main == Servers.class ? "1" : ""), "Starting cassandra-1");
    await().until(() -> process.descendants().count() >= 3);
    servers = process.descendants().toList();

    Commands.run(List.of("kill", "-INT", Long.toString(process.pid())), Duration.ofSeconds(10));

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(SIGINT);
    awaitNothingLeft();
  }

  private BufferedReader start(Class<?> main, String argument) throws IOException {
    ProcessBuilder builder = ChildJvm.withoutJunit(options, main, List.of(argument));
    // Whoever runs the tests in the background may ignore SIGINT, and so would the program.
    builder.command().addAll(0, List.of("env", "--default-signal=INT"));
    process = builder.redirectErrorStream(true).start();
    return process.inputReader();
  }

  private List<String> linesUntil(BufferedReader said, String wanted) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      lines.add(line);
      if (line.contains(wanted)) {
        servers = process.descendants().toList();
        return lines;
      }
    }
    throw new AssertionError("'" + wanted + "' was not said, but: " + lines);
  }

  private void awaitNothingLeft() {
    await().until(() -> servers.stream().noneMatch(ProcessHandle::isAlive));
    await()
        .untilAsserted(
            () -> {
              try (Stream<Path> left = Files.list(temporary)) {
                assertThat(left).isEmpty();
              }
            });
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      assertThat(all.map(one -> one.info().commandLine().orElse("")))
          .noneMatch(command -> command.contains(temporary.toString()));
    }
  }
}

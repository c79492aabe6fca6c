package net.es.esmond.storage.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.es.esmond.storage.testkit.internal.ChildJvm;
import net.es.esmond.storage.testkit.internal.FreePorts;
import net.es.esmond.storage.testkit.internal.Loopback;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Two JVMs of one user, as of two projects or two forks, begin with an empty cache at once. */
class SharedCacheTest {
  private static final int PORTS = 8;
  private static final int FILES = 200;

  @TempDir Path folder;

  @Test
  void two_processes_share_cache_and_ports() throws Exception {
    Path maven = maven(jar());
    List<Process> both = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        both.add(
            ChildJvm.of(
                    List.of(
                        "-Desmond.testkit.cache=" + folder.resolve("cache"),
                        "-Desmond.testkit.mvn=" + maven,
                        // Barely enough for both.
                        "-Desmond.testkit.ports=14000-14019",
                        "-Dtestkit.level=INFO"),
                    Project.class,
                    List.of())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
      }
      List<BufferedReader> said = both.stream().map(Process::inputReader).toList();
      for (BufferedReader one : said) {
        assertThat(one.readLine()).isEqualTo("ready");
      }
      for (Process one : both) {
        one.getOutputStream().write('\n');
        one.getOutputStream().flush();
      }
      List<String> lines = new ArrayList<>();
      for (BufferedReader one : said) {
        one.lines().takeWhile(line -> !line.equals("done")).forEach(lines::add);
      }

      assertThat(lines)
          .filteredOn(line -> line.startsWith("files "))
          .containsExactly("files " + FILES, "files " + FILES);
      assertThat(lines)
          .filteredOn(line -> line.startsWith("port "))
          .hasSize(2 * PORTS)
          .doesNotHaveDuplicates();
      assertThat(lines).filteredOn(line -> line.contains("Maven fetches")).hasSize(1);
      assertThat(lines).filteredOn(line -> line.contains("Unpacking PostgreSQL")).hasSize(1);
      assertThat(folder.resolve("runs")).hasContent("run");
      try (Stream<Path> cached = Files.walk(folder.resolve("cache"))) {
        assertThat(cached).noneMatch(path -> path.getFileName().toString().startsWith("unfin"));
      }
    } finally {
      both.forEach(Process::destroyForcibly);
    }
  }

  /** A JVM that makes the cache's PostgreSQL and picks ports, once it is told to go. */
  static final class Project {
    private Project() {}

    public static void main(String[] args) throws IOException {
      System.out.println("ready");
      System.in.read();
      try (Stream<Path> files = Files.list(PostgresBinaries.get("9.9.9").home().resolve("bin"))) {
        System.out.println("files " + files.count());
      }
      for (int i = 0; i < PORTS; i++) {
        System.out.println("port " + FreePorts.pick(List.of(Loopback.parse("127.0.0.1"))));
      }
      System.out.println("done");
      // Holds its ports until the other one has its own.
      System.in.read();
    }
  }

  /** A Maven that is slow and writes its answer in two parts. */
  private Path maven(Path jar) throws IOException {
    Path script = folder.resolve("mvn");
    Files.writeString(
        script,
        """
        #!/bin/sh
        echo run >> %s/runs
        for argument; do
          case $argument in -Dmdep.outputFile=*) answer=${argument#*=} ;; esac
        done
        printf '%%s:' %s > "$answer"
        sleep 1
        printf '%%s' %s >> "$answer"
        """
            .formatted(folder, jar, jar));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  /** A jar of many small files in the place of PostgreSQL's. */
  private Path jar() throws IOException {
    Path jar = folder.resolve("postgres.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("postgres.txz"));
      TarArchiveOutputStream tar =
          new TarArchiveOutputStream(new XZOutputStream(zip, new LZMA2Options(0)));
      for (int i = 0; i < FILES; i++) {
        TarArchiveEntry entry = new TarArchiveEntry("bin/file" + i);
        entry.setSize(1);
        tar.putArchiveEntry(entry);
        tar.write('x');
        tar.closeArchiveEntry();
      }
      tar.finish();
      tar.close();
    }
    return jar;
  }
}

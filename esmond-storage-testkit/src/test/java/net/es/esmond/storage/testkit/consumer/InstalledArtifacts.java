package net.es.esmond.storage.testkit.consumer;

import com.datastax.oss.driver.api.core.CqlSession;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Commands;
import net.es.esmond.storage.testkit.internal.Folders;

/**
 * A local repository that holds what this build made; all else is the build's own repository,
 * through links. So nothing of ours is installed where other projects would find it, and what only
 * a consumer needs is fetched once.
 */
record InstalledArtifacts(Path folder, Path repository) {
  private static final Path TOP = Path.of("..");
  private static final List<String> MODULES =
      List.of(
          "esmond-storage-core",
          "esmond-storage-cassandra",
          "esmond-storage-sql",
          "esmond-storage-testkit");
  private static final String VERSION = "0.1.0-SNAPSHOT";

  static InstalledArtifacts in(Path folder) throws IOException {
    Folders.deleteIfExists(folder);
    InstalledArtifacts installed =
        new InstalledArtifacts(Folders.create(folder), folder.resolve("repository"));
    installed.put(TOP.resolve("pom.xml"), "esmond-storage", ".pom");
    for (String module : MODULES) {
      installed.put(TOP.resolve(module).resolve("pom.xml"), module, ".pom");
      installed.put(
          TOP.resolve(module).resolve("target/" + module + "-" + VERSION + ".jar"), module, ".jar");
    }
    installed.share();
    return installed;
  }

  /** Gives the build's repository what was fetched here, and links to what it has. */
  private void share() throws IOException {
    Path theirs = buildRepository();
    Path ours = repository;
    for (String own : List.of("net", "es", "esmond")) {
      for (Path fetched : children(ours, own)) {
        if (!Files.isSymbolicLink(fetched)) {
          Folders.copy(fetched, theirs.resolve(fetched.getFileName()));
          Folders.deleteIfExists(fetched);
        }
      }
      for (Path child : children(theirs, own)) {
        Path link = ours.resolve(child.getFileName());
        if (Files.notExists(link)) {
          Files.createSymbolicLink(link, child.toAbsolutePath());
        }
      }
      theirs = theirs.resolve(own);
      ours = ours.resolve(own);
    }
  }

  private static List<Path> children(Path folder, String own) throws IOException {
    if (Files.notExists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(child -> !child.endsWith(own)).filter(Files::isDirectory).toList();
    }
  }

  private void put(Path file, String artifact, String ending) throws IOException {
    Path target = repository.resolve("net/es/esmond").resolve(artifact).resolve(VERSION);
    Files.copy(file, Folders.create(target).resolve(artifact + "-" + VERSION + ending));
  }

  static Path buildRepository() {
    String known = System.getProperty("maven.repo.local", System.getProperty("localRepository"));
    return known != null
        ? Path.of(known)
        : Path.of(System.getProperty("user.home"), ".m2", "repository");
  }

  Path copyOf(Path project, String name) throws IOException {
    Path copy = folder.resolve(name);
    try (Stream<Path> files = Files.walk(project)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = copy.resolve(project.relativize(file));
        Folders.create(target.getParent());
        Files.copy(file, target);
      }
    }
    return copy;
  }

  /**
   * Builds a project offline. When that needs what was never fetched, it is built online without
   * its tests first.
   *
   * @return what Maven wrote
   */
  String build(Path project, String... arguments) throws IOException {
    List<String> offline = maven(project, arguments);
    try {
      return run(offline);
    } catch (ServerException e) {
      if (!String.valueOf(e.getMessage()).contains("in offline mode")) {
        throw e;
      }
    }
    List<String> online = new ArrayList<>(offline);
    online.remove("-o");
    online.add("-DskipTests");
    run(online);
    share();
    return run(offline);
  }

  private static String run(List<String> command) {
    return Commands.run(
        command, Map.of("JAVA_HOME", System.getProperty("java.home")), Duration.ofMinutes(10));
  }

  /** Returns the command that builds a project offline. */
  List<String> maven(Path project, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "mvn",
                "-B",
                "-o",
                "-Dmaven.repo.local=" + repository,
                "-Desmond.version=" + VERSION,
                "-Dsecond.driver=" + secondDriver(),
                "-f",
                project.resolve("pom.xml").toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** The driver once more under another name: what old coordinates beside new ones come to. */
  private Path secondDriver() throws IOException {
    URI driver =
        URI.create(CqlSession.class.getProtectionDomain().getCodeSource().getLocation().toString());
    return Files.copy(
        Path.of(driver), folder.resolve("second-driver.jar"), StandardCopyOption.REPLACE_EXISTING);
  }
}

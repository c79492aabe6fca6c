package net.es.esmond.storage.testkit.consumer;

import com.datastax.oss.driver.api.core.CqlSession;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.es.esmond.storage.testkit.internal.Folders;

/**
 * A local repository that holds what this build made; the rest comes from the build's own, as if it
 * were a remote one. So nothing is installed where other projects would find it.
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
    Folders.write(
        folder.resolve("settings.xml"),
        """
        <settings>
          <mirrors>
            <mirror>
              <id>build</id>
              <mirrorOf>*</mirrorOf>
              <url>%s</url>
            </mirror>
          </mirrors>
        </settings>
        """
            .formatted(buildRepository().toUri()));
    return installed;
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

  List<String> maven(Path project, String... goals) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "mvn",
                "-B",
                "-o",
                "-Daether.offline.protocols=file",
                "-s",
                folder.resolve("settings.xml").toString(),
                "-Dmaven.repo.local=" + repository,
                "-Desmond.version=" + VERSION,
                "-Dsecond.driver=" + secondDriver(),
                "-f",
                project.resolve("pom.xml").toString()));
    command.addAll(List.of(goals));
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

package net.es.esmond.storage.testkit.internal;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import net.es.esmond.storage.testkit.ServerException;

/**
 * Finds a server's jars, so that they are never on the user's class path: among those that a system
 * property gives, or through Maven. What Maven answers is kept in the cache and holds for as long
 * as every file in it exists.
 */
public final class ServerJars {
  static final String PROPERTY = "esmond.testkit.jars";

  private ServerJars() {}

  /**
   * Returns an artifact's jar and those it needs.
   *
   * @param groupId of the artifact
   * @param artifactId of the artifact
   * @param version of the artifact
   * @return existing files, in class path order
   * @throws ServerException if it is not given and Maven cannot resolve it; the message holds what
   *     Maven said
   */
  public static List<Path> resolve(String groupId, String artifactId, String version) {
    List<Path> given = given(artifactId + "-" + version + ".jar");
    if (!given.isEmpty()) {
      return given;
    }
    Path cache = Folders.cache("jars");
    Path folder = cache.resolve(artifactId + "-" + version);
    Path answer = folder.resolve("classpath");
    List<Path> known = read(answer);
    if (!known.isEmpty()) {
      return known;
    }
    Folders.create(folder);
    // One Maven at a time, as its local repository bears no more.
    return Folders.locked(
        cache.resolve("lock"),
        () -> {
          if (read(answer).isEmpty()) {
            Path pom = Folders.write(folder.resolve("pom.xml"), pom(groupId, artifactId, version));
            Path unfinished = folder.resolve("unfinished");
            Maven.resolve(groupId + ":" + artifactId + ":" + version, pom, unfinished);
            Disk.writing(
                answer, () -> Files.move(unfinished, answer, StandardCopyOption.ATOMIC_MOVE));
          }
          List<Path> found = read(answer);
          if (found.isEmpty()) {
            throw new ServerException("Maven named no files in " + answer + " that exist");
          }
          return found;
        });
  }

  /**
   * Returns the jars that the property gives if the wanted one is among them, which comes first
   * then; else none. A folder stands for the jars in it.
   */
  private static List<Path> given(String wanted) {
    List<Path> all =
        Stream.of(System.getProperty(PROPERTY, "").split(File.pathSeparator))
            .filter(entry -> !entry.isBlank())
            .map(entry -> Path.of(entry.strip()))
            .flatMap(ServerJars::jars)
            .toList();
    return all.stream()
        .filter(jar -> jar.endsWith(wanted))
        .findFirst()
        .map(jar -> Stream.concat(Stream.of(jar), all.stream()).distinct().toList())
        .orElse(List.of());
  }

  private static Stream<Path> jars(Path entry) {
    if (!Files.isReadable(entry)) {
      throw new ServerException(
          "%s must name readable jars, or folders of jars, but '%s' is none"
              .formatted(PROPERTY, entry));
    }
    if (!Files.isDirectory(entry)) {
      return Stream.of(entry);
    }
    try (Stream<Path> files = Files.list(entry)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList().stream();
    } catch (IOException e) {
      throw new ServerException(PROPERTY + ": the folder " + entry + " cannot be read", e);
    }
  }

  /** Empty when there is no answer or a file of it is missing. */
  private static List<Path> read(Path answer) {
    try {
      if (!Files.exists(answer)) {
        return List.of();
      }
      List<Path> jars =
          Stream.of(Files.readString(answer).trim().split(File.pathSeparator))
              .filter(jar -> !jar.isEmpty())
              .map(Path::of)
              .toList();
      return jars.stream().allMatch(Files::isReadable) ? jars : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String pom(String groupId, String artifactId, String version) {
    return """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>net.es.esmond.testkit</groupId>
          <artifactId>server</artifactId>
          <version>1</version>
          <packaging>pom</packaging>
          <dependencies>
            <dependency>
              <groupId>%s</groupId>
              <artifactId>%s</artifactId>
              <version>%s</version>
            </dependency>
          </dependencies>
        </project>
        """
        .formatted(groupId, artifactId, version);
  }
}

package net.es.esmond.storage.testkit.internal;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.es.esmond.storage.testkit.ServerException;

/**
 * Finds a server's jars through Maven, so that they are never on the user's class path. The answer
 * is kept in the cache and holds for as long as every file in it exists.
 */
public final class ServerJars {
  private static final String GOAL =
      "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath";

  private ServerJars() {}

  /**
   * Returns an artifact's jar and those it needs.
   *
   * @param groupId of the artifact
   * @param artifactId of the artifact
   * @param version of the artifact
   * @return existing files, in class path order
   * @throws ServerException if Maven cannot resolve it; the message holds what Maven said
   */
  public static List<Path> resolve(String groupId, String artifactId, String version) {
    Path folder = Folders.cache("jars").resolve(artifactId + "-" + version);
    Path answer = folder.resolve("classpath");
    List<Path> known = read(answer);
    if (!known.isEmpty()) {
      return known;
    }
    Folders.create(folder);
    return Folders.locked(
        folder.resolve("lock"),
        () -> {
          if (read(answer).isEmpty()) {
            Path pom = Folders.write(folder.resolve("pom.xml"), pom(groupId, artifactId, version));
            Maven.run(pom, GOAL, "-Dmdep.outputFile=" + answer);
          }
          List<Path> found = read(answer);
          if (found.isEmpty()) {
            throw new ServerException("Maven named no files in " + answer + " that exist");
          }
          return found;
        });
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

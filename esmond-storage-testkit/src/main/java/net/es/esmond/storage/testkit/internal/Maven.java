package net.es.esmond.storage.testkit.internal;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import net.es.esmond.storage.testkit.ServerException;
import org.jspecify.annotations.Nullable;

/** The user's own Maven: it knows the user's settings, mirrors, proxies and passwords. */
final class Maven {
  private static final String PROPERTY = "esmond.testkit.mvn";
  private static final String ARGUMENTS_PROPERTY = "esmond.testkit.mvn.args";

  /** A first download of a hundred jars over a slow line. */
  private static final Duration TIMEOUT = Duration.ofMinutes(15);

  private Maven() {}

  static void run(Path pom, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program(), "-B", "-q", "-f", pom.toString()));
    String repository = repository();
    if (repository != null) {
      command.add("-Dmaven.repo.local=" + repository);
    }
    Stream.of(System.getProperty(ARGUMENTS_PROPERTY, "").split(" "))
        .filter(argument -> !argument.isBlank())
        .forEach(command::add);
    command.addAll(List.of(arguments));
    Commands.run(command, Map.of("JAVA_HOME", System.getProperty("java.home")), TIMEOUT);
  }

  /** The repository of the build that runs us (Surefire passes it on), or null for Maven's own. */
  private static @Nullable String repository() {
    return System.getProperty("maven.repo.local", System.getProperty("localRepository"));
  }

  private static String program() {
    String set = System.getProperty(PROPERTY);
    if (set != null) {
      return set;
    }
    Stream<Path> homes =
        Stream.of(
                System.getProperty("maven.home"),
                System.getenv("MAVEN_HOME"),
                System.getenv("M2_HOME"))
            .filter(Objects::nonNull)
            .map(home -> Path.of(home, "bin"));
    Stream<Path> path =
        Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
            .filter(folder -> !folder.isEmpty())
            .map(Path::of);
    return Stream.concat(homes, path)
        .map(folder -> folder.resolve("mvn"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new ServerException(
                    "Maven is needed to fetch the servers' files, but mvn is in none of maven.home,"
                        + " MAVEN_HOME, M2_HOME and PATH; set the system property "
                        + PROPERTY
                        + " to the program"))
        .toString();
  }
}

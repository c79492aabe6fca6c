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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The user's own Maven: it knows the user's settings, mirrors, proxies and passwords. */
final class Maven {
  private static final Logger LOG = LoggerFactory.getLogger(Maven.class);
  private static final String GOAL =
      "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath";
  private static final String PROPERTY = "esmond.testkit.mvn";
  private static final String ARGUMENTS_PROPERTY = "esmond.testkit.mvn.args";

  /** A first download of a hundred jars over a slow line. */
  private static final Duration TIMEOUT = Duration.ofMinutes(15);

  private Maven() {}

  /** Has Maven fetch the dependencies of a POM, and write their class path to a file. */
  static void resolve(String what, Path pom, Path answer) {
    List<String> command = new ArrayList<>(List.of(program(), "-B", "-q", "-f", pom.toString()));
    String repository = repository();
    if (repository != null) {
      command.add("-Dmaven.repo.local=" + repository);
    }
    Stream.of(System.getProperty(ARGUMENTS_PROPERTY, "").split(" "))
        .filter(argument -> !argument.isBlank())
        .forEach(command::add);
    command.addAll(List.of(GOAL, "-Dmdep.outputFile=" + answer));
    LOG.info("Maven fetches {} and what it needs, which takes a while the first time", what);
    try {
      Commands.run(command, Map.of("JAVA_HOME", System.getProperty("java.home")), TIMEOUT);
    } catch (ServerException e) {
      throw new ServerException(
          "Maven could not fetch %s. The system property %s adds arguments, such as -s settings.xml; %s names jars that are there, which need no Maven. %s"
              .formatted(what, ARGUMENTS_PROPERTY, ServerJars.PROPERTY, e.getMessage()),
          e);
    }
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
                        + " to the program, or "
                        + ServerJars.PROPERTY
                        + " to jars that are there"))
        .toString();
  }
}

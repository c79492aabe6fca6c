package net.es.esmond.storage.testkit.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import net.es.esmond.storage.testkit.ServerException;

/** Finds a Java that Cassandra 4.1 and 5.0 run on, which the one that runs the tests may not be. */
public record ServerJdk(Path home, int feature) {
  private static final String PROPERTY = "esmond.testkit.java";

  /** Newer ones lack the security manager, which Cassandra needs to start. */
  private static final Set<Integer> SUITABLE = Set.of(11, 17);

  private static final List<String> USUAL_PARENTS =
      List.of(
          "/usr/lib/jvm",
          "/usr/java",
          "/opt/java",
          System.getProperty("user.home") + "/.sdkman/candidates/java",
          System.getProperty("user.home") + "/.jdks",
          "/Library/Java/JavaVirtualMachines");

  /** Returns the program. */
  public Path java() {
    return home.resolve("bin/java");
  }

  /** Returns a Java 11 or 17: the one that is set, the one we run on, or one found. */
  public static ServerJdk find() {
    String set = System.getProperty(PROPERTY);
    if (set != null) {
      ServerJdk jdk = inspect(Path.of(set));
      if (!SUITABLE.contains(jdk.feature)) {
        throw new ServerException(
            PROPERTY + " must be the home of a JDK 11 or 17, but was '" + set + "'");
      }
      return jdk;
    }
    return candidates().stream()
        .map(ServerJdk::inspect)
        .filter(jdk -> SUITABLE.contains(jdk.feature))
        .findFirst()
        .orElseThrow(
            () ->
                new ServerException(
                    "Cassandra needs a JDK 11 or 17, but this is Java "
                        + Runtime.version().feature()
                        + " and no other was found in JAVA_HOME* or "
                        + USUAL_PARENTS
                        + "; set the system property "
                        + PROPERTY
                        + " to the home of one"));
  }

  private static List<Path> candidates() {
    List<Path> homes = new ArrayList<>();
    homes.add(Path.of(System.getProperty("java.home")));
    // JAVA_HOME_17, and JAVA_HOME_17_X64 as hosted build machines have it.
    System.getenv().entrySet().stream()
        .filter(variable -> variable.getKey().startsWith("JAVA_HOME"))
        .sorted(Map.Entry.<String, String>comparingByKey().reversed())
        .forEach(variable -> homes.add(Path.of(variable.getValue())));
    for (String parent : USUAL_PARENTS) {
      if (Files.isDirectory(Path.of(parent))) {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(Path.of(parent))) {
          children.forEach(child -> homes.addAll(List.of(child, child.resolve("Contents/Home"))));
        } catch (IOException e) {
          throw new ServerException("Cannot look for a JDK in " + parent, e);
        }
      }
    }
    return homes;
  }

  /** Reads the version from the release file every JDK has: starting each would take too long. */
  private static ServerJdk inspect(Path home) {
    Path release = home.resolve("release");
    if (!Files.isReadable(release) || !Files.isExecutable(home.resolve("bin/java"))) {
      return new ServerJdk(home, 0);
    }
    try (var reader = Files.newBufferedReader(release)) {
      Properties properties = new Properties();
      properties.load(reader);
      String version = properties.getProperty("JAVA_VERSION", "0").replace("\"", "");
      return new ServerJdk(home, Runtime.Version.parse(version).feature());
    } catch (IOException | IllegalArgumentException e) {
      return new ServerJdk(home, 0);
    }
  }
}

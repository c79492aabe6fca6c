package net.es.esmond.storage.testkit.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import net.es.esmond.storage.testkit.internal.Commands;
import org.junit.jupiter.api.Test;

/** What this project's own build does for who wants nothing but its artifacts. */
class BuildIT {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  @Test
  void without_tests_no_server_test_runs_either() {
    String said = serverTests("-DskipTests");

    assertThat(said).contains("Tests are skipped.");
  }

  @Test
  void server_tests_run_alone_when_told_so() {
    String said = serverTests("-DskipTests", "-DskipITs=false");

    assertThat(said).doesNotContain("Tests are skipped.");
  }

  /** Runs the goal that runs server tests, in the parent: there are none. */
  private static String serverTests(String... arguments) {
    return Commands.run(
        Stream.concat(
                Stream.of(
                    "mvn",
                    "-B",
                    "-o",
                    "-N",
                    "-f",
                    "../pom.xml",
                    "-Dmaven.repo.local=" + InstalledArtifacts.buildRepository(),
                    "org.apache.maven.plugins:maven-failsafe-plugin:integration-test@default"),
                Stream.of(arguments))
            .toList(),
        TIMEOUT);
  }
}

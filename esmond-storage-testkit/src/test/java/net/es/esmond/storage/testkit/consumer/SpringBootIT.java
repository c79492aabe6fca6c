package net.es.esmond.storage.testkit.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A Spring Boot application as a stranger would write it. Its own tests start it with stores in
 * memory.
 */
class SpringBootIT {
  private static InstalledArtifacts installed;

  @BeforeAll
  static void install() throws IOException {
    installed = InstalledArtifacts.in(Path.of("target/consumer-boot").toAbsolutePath());
  }

  @ParameterizedTest(name = "Spring Boot {0}")
  @ValueSource(strings = {"3.5", "4.0"})
  void an_application_with_actuator_starts_serves_and_stops(String line) throws IOException {
    Path copy = installed.copyOf(Path.of("src/test/resources/consumer-boot"), line);

    String said = installed.build(copy, "-Pboot-" + line, "test");

    assertThat(said).contains("Tests run: 3, Failures: 0, Errors: 0, Skipped: 0");
  }
}

package net.es.esmond.storage.testkit.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page on hosts shows the application that {@link SpringBootIT} builds and starts. */
class HostsPageTest {
  private static final Path PAGE = Path.of("../esmond-storage-core/HOSTS.md");
  private static final Path APPLICATION = Path.of("src/test/resources/consumer-boot/src");
  private static final String HEALTH = "java/org/example/EsmondHealthIndicator.java";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "main/java/org/example/StorageConfiguration.java",
        "boot-4.0/" + HEALTH,
        "test/java/org/example/MemoryStores.java"
      })
  void it_shows_the_classes_without_imports(String file) throws IOException {
    assertThat(Files.readString(PAGE))
        .contains("```java\n" + withoutImports(APPLICATION.resolve(file)) + "```");
  }

  @Test
  void it_shows_the_properties() throws IOException {
    String properties =
        Files.readString(APPLICATION.resolve("main/resources/application.properties"));

    assertThat(Files.readString(PAGE)).contains("```properties\n" + properties + "```");
  }

  @Test
  void the_health_indicators_differ_in_imports_only() throws IOException {
    assertThat(withoutImports(APPLICATION.resolve("boot-3.5/" + HEALTH)))
        .isEqualTo(withoutImports(APPLICATION.resolve("boot-4.0/" + HEALTH)));
  }

  private static String withoutImports(Path source) throws IOException {
    String text = Files.readString(source);
    return text.substring(text.indexOf("/**"));
  }
}

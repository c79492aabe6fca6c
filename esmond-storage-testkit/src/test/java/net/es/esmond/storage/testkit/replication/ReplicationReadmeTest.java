package net.es.esmond.storage.testkit.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReplicationReadmeTest {
  private static final Path README = Path.of("..", "esmond-storage-cassandra", "README.md");
  private static final Pattern EXAMPLE =
      Pattern.compile(" *// README: begin\n(.*?) *// README: end\n", Pattern.DOTALL);

  @Test
  void the_readme_shows_the_example_that_a_test_runs() throws IOException {
    Path source =
        Path.of("src/test/java", ReplicationIT.class.getName().replace('.', '/') + ".java");
    Matcher example = EXAMPLE.matcher(Files.readString(source));

    assertThat(example.find()).isTrue();
    assertThat(Files.readString(README))
        .contains("```java\n" + example.group(1).indent(-6) + "```");
  }
}

package net.es.esmond.storage.testkit.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Vectors vectors = new Vectors(new PrintStream(out, true, StandardCharsets.UTF_8));

  @Test
  void passes_the_projects_own_copy() throws IOException {
    assertThat(vectors.check(Path.of("../esmond-storage-core/src/test/resources/vectors")))
        .as(printed())
        .isTrue();
    assertThat(printed()).matches("(?s).*\\R[1-9][0-9]+ passed, 0 failed\\R");
  }

  @Test
  void prints_each_failure_and_counts_it_last(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("row-key-ranges.json"),
        """
        [{"metadata_key": "k", "event_type": "throughput", "begin_s": 0, "end_s": 1,
          "row_keys": ["ps:throughput:k:1971"]},
         {"metadata_key": "k", "event_type": "throughput", "begin_s": 0, "end_s": 1,
          "row_keys": ["ps:throughput:k:1970"]},
         {"event_type": "throughput"}]
        """);
    assertThat(vectors.check(folder)).isFalse();
    assertThat(printed())
        .contains("row-key-ranges.json 1: failed", "ps:throughput:k:1970")
        .contains("row-key-ranges.json 3: failed")
        .endsWith("1 passed, 2 failed" + System.lineSeparator());
  }

  @Test
  void names_files_whose_subject_is_not_built_yet(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("future.json"), "[]");
    assertThat(vectors.check(folder)).isFalse();
    assertThat(printed())
        .isEqualToNormalizingNewlines(
            "future.json: skipped, its subject is not built yet\n0 passed, 0 failed\n");
  }

  @Test
  void searches_without_a_database_name_what_is_missing(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("metadata-queries.json"), "[]");

    assertThat(vectors.check(folder)).isFalse();
    assertThat(printed()).contains("metadata-queries.json: skipped", "-Darchive=FILE");
  }

  @Test
  void folder_that_is_absent_fails(@TempDir Path folder) throws IOException {
    assertThat(vectors.check(folder.resolve("absent"))).isFalse();
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }
}

package net.es.esmond.storage.testkit.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.ValueType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleDataTest {
  private static final SampleGenerator GENERATOR =
      new SampleGenerator(7, 2, Instant.parse("2026-01-01T00:00:00Z"), Duration.ofHours(12));

  @TempDir Path folder;

  @Test
  void the_same_seed_makes_the_same_points() {
    assertThat(GENERATOR.points()).containsExactlyElementsOf(GENERATOR.points().toList());
  }

  @Test
  void another_seed_makes_other_tests() {
    SampleGenerator other = new SampleGenerator(8, 2, GENERATOR.from(), GENERATOR.duration());
    assertThat(keys(other)).doesNotContainAnyElementsOf(keys(GENERATOR)).hasSize(2 * 3);
  }

  @Test
  void makes_every_event_type_at_its_pace() {
    assertThat(GENERATOR.points().filter(p -> p.eventType().equals("throughput"))).hasSize(2 * 2);
    assertThat(GENERATOR.points().filter(p -> p.eventType().equals("histogram-ttl")))
        .hasSize(2 * 12 * 60);
    assertThat(GENERATOR.points().map(point -> EventType.of(point.eventType()).valueType()))
        .containsOnly(ValueType.values());
    assertThat(GENERATOR.points()).allMatch(SamplePoint::isBase);
  }

  @Test
  void every_point_is_of_a_test_that_measures_it() {
    Map<String, Registration> tests = GENERATOR.registrations();

    assertThat(tests.values()).doesNotHaveDuplicates();
    assertThat(GENERATOR.points())
        .allMatch(
            point ->
                tests.get(point.metadataKey()).eventTypes().stream()
                    .anyMatch(info -> info.eventType().equals(point.eventType())));
  }

  @Test
  void what_is_written_is_read_back() {
    Path file = folder.resolve("series.json");
    SampleFiles.write(file, GENERATOR.points());
    try (Stream<SamplePoint> read = SampleFiles.read(file)) {
      assertThat(read).containsExactlyElementsOf(GENERATOR.points().toList());
    }
  }

  @Test
  void an_object_that_breaks_a_rule_is_named() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("bad.json"),
            """
            [{"path": ["ps", "throughput", "A"], "ts": 1, "val": 1},
             {"path": ["ps", "throughput", "A"], "ts": "soon", "val": 1}]""");
    try (Stream<SamplePoint> points = SampleFiles.read(file)) {
      assertThatThrownBy(points::toList)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("bad.json, object 2: ")
          .hasMessageContaining("soon");
    }
  }

  @Test
  void reads_esmonds_own_files_and_passes_over_its_metadata() {
    Path reference =
        Path.of(System.getProperty("esmond.reference", "../../shared/reference"))
            .resolve("esmond-test-data");
    assumeTrue(Files.isDirectory(reference), reference + " is absent");
    List<Path> files = SampleFiles.in(reference);
    assertThat(files).hasSize(7);
    for (Path file : files) {
      try (Stream<SamplePoint> points = SampleFiles.read(file)) {
        assertThat(points).as(file.toString()).hasSizeGreaterThan(100);
      }
    }
  }

  private static List<String> keys(SampleGenerator generator) {
    return generator.points().map(SamplePoint::metadataKey).distinct().toList();
  }
}

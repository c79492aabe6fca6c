package net.es.esmond.storage.testkit.data;

import static net.es.esmond.storage.testkit.assertion.EsmondAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleLoaderTest {
  private static final SampleGenerator GENERATOR =
      new SampleGenerator(7, 2, Instant.parse("2026-01-01T00:00:00Z"), Duration.ofHours(12));

  private final EsmondStorage storage =
      EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
          .timeSeries((conf, context) -> new InMemoryTimeSeriesStore(Clock.systemUTC()))
          .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
          .open();

  @TempDir Path folder;

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void generated_tests_are_loaded_with_all_their_points() {
    SampleLoader.Loaded loaded = new SampleLoader(storage).load(GENERATOR);

    assertThat(loaded.tests().keySet()).isEqualTo(GENERATOR.registrations().keySet()).hasSize(6);
    assertThat(loaded.result().written()).isEqualTo(GENERATOR.points().count());
    for (Map.Entry<String, Registration> test : GENERATOR.registrations().entrySet()) {
      assertThat(storage).hasTest(test.getValue());
      int points = test.getValue().subject().toolName().equals("powstream") ? 720 : 0;
      if (points > 0) {
        for (String type : List.of("histogram-owdelay", "packet-count-lost")) {
          assertThat(storage).series(loaded.key(test.getKey()), type).hasSize(points);
        }
      }
    }
  }

  @Test
  void loading_again_changes_nothing() {
    new SampleLoader(storage).load(GENERATOR);

    SampleLoader.Loaded again = new SampleLoader(storage).load(GENERATOR);

    assertThat(again.result().written()).isZero();
    assertThat(again.result().conflicts()).isEmpty();
  }

  @Test
  void files_are_loaded_and_summaries_passed_over() throws Exception {
    Path one = folder.resolve("generated.json");
    SampleFiles.write(one, GENERATOR.points());
    Path other =
        Files.writeString(
            folder.resolve("other.json"),
            """
            [{"path": ["ps", "packet_trace", "A"], "ts": 1767225600000, "val": []},
             {"path": ["ps", "throughput", "A", "average", "60"], "ts": 1767225600000, "val": 1}]""");

    SampleLoader.Loaded loaded = new SampleLoader(storage).load(List.of(one, other));

    assertThat(loaded.tests()).hasSize(7);
    assertThat(loaded.result().written()).isEqualTo(GENERATOR.points().count() + 1);
    assertThat(loaded.skipped()).containsExactly("ps:throughput:A:average:60");
    assertThat(storage)
        .test(loaded.key("A"))
        .hasEventType("packet-trace")
        .hasToolName("bwctl/tracepath")
        .hasParameter("sample-test", "A");
    assertThatThrownBy(() -> loaded.key("B")).hasMessageContaining("B");
  }

  @Test
  void every_test_kind_measures_what_it_should_and_seeds_differ() {
    Registration latency = TestKind.LATENCY.registration(1);

    assertThat(latency).isEqualTo(TestKind.LATENCY.registration(1));
    assertThat(latency).isNotEqualTo(TestKind.LATENCY.registration(2));
    assertThat(latency.subject().source())
        .isEqualTo(TestKind.TRACE.registration(1).subject().source());
    assertThat(storage.metadata().register(latency))
        .satisfies(
            test ->
                assertThat(test)
                    .hasEventType("histogram-owdelay")
                    .hasEventType("packet-loss-rate")
                    .hasSummary("histogram-owdelay", SummaryType.STATISTICS, Duration.ofHours(1)));
    assertThat(SampleTests.of("A", List.of(EventType.THROUGHPUT)).subject().toolName())
        .isEqualTo("bwctl/iperf3");
  }
}

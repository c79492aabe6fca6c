package net.es.esmond.storage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataPage;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.MetadataQueryBuilder;
import net.es.esmond.storage.metadata.RegistrationBuilder;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.MetadataStore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract of a {@link MetadataStore} for callers that search, as tests. */
public abstract class MetadataSearchContract extends RecordsContract {
  private final String tool = unique();
  private String throughput;
  private String latency;
  private String element;

  /** For subclasses. */
  protected MetadataSearchContract() {}

  @BeforeAll
  void registerThree() {
    throughput = register(throughputTest(tool)).key();
    latency =
        register(
                path(tool)
                    .source("2001:db8::a:1")
                    .inputSource("c.example.net")
                    .destination("198.51.100.3")
                    .inputDestination("d.example.net")
                    .measurementAgent("2001:db8::a:1")
                    .eventType(EventType.HISTOGRAM_OWDELAY)
                    .eventType(EventType.FAILURES)
                    .parameter("time-duration", "60"))
            .key();
    element = register(element(tool).eventType(EventType.MPSTAT)).key();
  }

  /** Of the suite's own records. */
  private MetadataQueryBuilder own() {
    return MetadataQuery.builder().toolName(tool);
  }

  @Test
  void a_tool_name_alone_finds_its_tests_in_key_order() {
    assertThat(keys(own())).containsExactlyInAnyOrder(throughput, latency, element).isSorted();
    assertThat(keys(MetadataQuery.builder().toolName(unique()))).isEmpty();
  }

  @Test
  void what_is_found_is_whole() {
    assertThat(find(own().build()).records())
        .allSatisfy(record -> assertThat(find(record.key())).contains(record));
  }

  @Test
  void subjects_are_found_by_type_key_and_names() {
    assertThat(keys(own().subjectType("network-element"))).containsExactly(element);
    assertThat(keys(own().metadataKey(latency))).containsExactly(latency);
    assertThat(keys(own().inputSource("A.example.net"))).containsExactly(throughput);
    assertThat(keys(own().inputSource("a.example.net"))).isEmpty();
    assertThat(keys(own().inputDestination("d.example.net"))).containsExactly(latency);
  }

  @Test
  void addresses_are_found_however_they_are_written() {
    assertThat(keys(own().source("2001:DB8:0:0:0:0:A:1"))).containsExactly(latency);
    assertThat(keys(own().source("198.51.100.1"))).containsExactlyInAnyOrder(throughput, element);
    assertThat(keys(own().destination("198.51.100.3"))).containsExactly(latency);
    assertThat(keys(own().measurementAgent("198.51.100.9").destination("2001:db8::2")))
        .containsExactly(throughput);
    assertThat(keys(own().address("source", List.of("192.0.2.1", "2001:db8::a:1"))))
        .containsExactly(latency);
  }

  @Test
  void an_ipv4_address_is_found_in_the_notation_it_has() {
    String own = unique();
    String mapped = register(path(own).source("::ffff:192.0.2.9")).key();
    String plain = register(path(own).source("192.0.2.9")).key();

    assertThat(
            keys(
                MetadataQuery.builder()
                    .toolName(own)
                    .address("source", List.of("192.0.2.9", "::ffff:192.0.2.9"))))
        .containsExactlyInAnyOrder(mapped, plain);
    assertThat(find(mapped).orElseThrow().subject().source()).isEqualTo("::ffff:192.0.2.9");
  }

  @Test
  void event_type_summary_and_window_must_share_a_row() {
    assertThat(keys(own().eventType("failures"))).containsExactlyInAnyOrder(throughput, latency);
    assertThat(keys(own().eventType("throughput").summaryType("average").summaryWindow(3600)))
        .containsExactly(throughput);
    assertThat(keys(own().summaryWindow(86_400))).containsExactly(throughput);
    assertThat(keys(own().eventType("failures").summaryType("average"))).isEmpty();
    assertThat(keys(own().eventType("no such type"))).isEmpty();
  }

  @Test
  void parameters_must_all_match() {
    assertThat(keys(own().parameter("time-duration", "20"))).containsExactly(throughput);
    assertThat(keys(own().parameter("time-duration", "20").parameter("bw-parallel-streams", "2")))
        .containsExactly(throughput);
    assertThat(keys(own().parameter("time-duration", "60").parameter("bw-parallel-streams", "2")))
        .isEmpty();
  }

  @Test
  void text_with_database_meaning_finds_nothing_and_breaks_nothing() {
    String nasty = "'; DROP TABLE ps_metadata; --";

    assertThat(keys(own().eventType(nasty).inputSource(nasty).parameter(nasty, nasty))).isEmpty();
    assertThat(keys(own())).hasSize(3);
  }

  @Test
  void pages_follow_each_other_and_an_offset_skips_the_first() {
    String many = unique();
    List<String> all =
        IntStream.range(0, 12)
            .mapToObj(n -> register(path(many).parameter("number", String.valueOf(n))).key())
            .sorted()
            .toList();

    List<String> paged = new ArrayList<>();
    Optional<MetadataQuery> next =
        Optional.of(MetadataQuery.builder().toolName(many).limit(5).offset(2).build());
    while (next.isPresent()) {
      MetadataPage page = find(next.get());
      assertThat(page.records()).hasSizeLessThanOrEqualTo(5);
      assertThat(page.records().stream().map(Metadata::key)).isSorted();
      paged.addAll(keys(page.records()));
      next = page.next();
    }
    assertThat(paged).isEqualTo(all.subList(2, 12));
  }

  @Test
  void a_full_page_at_the_end_has_no_next() {
    assertThat(find(own().limit(3).build()).next()).isEmpty();
    assertThat(find(own().limit(2).offset(1).build()).next()).isEmpty();
    assertThat(find(own().limit(2).build()).next()).isPresent();
  }

  @Test
  void a_count_knows_no_pages() {
    assertThat(await(store().count(own().build(), soon()))).isEqualTo(3);
    assertThat(await(store().count(own().limit(1).offset(2).build(), soon()))).isEqualTo(3);
    assertThat(await(store().count(own().afterKey(throughput).build(), soon()))).isEqualTo(3);
    assertThat(await(store().count(own().eventType("mpstat").build(), soon()))).isEqualTo(1);
  }

  @Test
  void all_of_a_hundred_free_parameters_must_match() {
    RegistrationBuilder test = path(unique()).eventType(EventType.FAILURES);
    MetadataQueryBuilder all = MetadataQuery.builder();
    for (int i = 0; i < 100; i++) {
      test.parameter("name-" + i, "value-" + i);
      all.parameter("name-" + i, "value-" + i);
    }
    String key = register(test).key();

    assertThat(keys(all)).containsExactly(key);
    assertThat(keys(all.parameter("name-99", "value-98"))).isEmpty();
    assertThat(keys(all.parameter("name-99", "value-99").parameter("name-100", ""))).isEmpty();
  }
}

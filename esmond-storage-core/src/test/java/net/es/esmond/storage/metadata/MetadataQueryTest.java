package net.es.esmond.storage.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.Violation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataQueryTest {
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(10_000), ZoneOffset.UTC);

  private static MetadataQuery parse(String parameters) {
    Map<String, String> map = new LinkedHashMap<>();
    for (String pair : parameters.split("&")) {
      String[] parts = pair.split("=", 2);
      map.put(parts[0], parts[1]);
    }
    return MetadataQuery.parse(map, CLOCK);
  }

  @ParameterizedTest(name = "{0} is {1} to {2}")
  @CsvSource({
    "time=7, 7, 7",
    "time=7&time-start=9, 7, 7",
    "time-start=7&time-end=9, 7, 9",
    "time-start=7&time-range=60, 7, 67",
    "time-end=100&time-range=60, 40, 100",
    "time-start=7, 7,",
    "time-end=9, 0, 9",
    "time-range=60, 9940,",
    "time-start=-5, -5,",
  })
  void times_combine_as_in_esmond(String parameters, long from, Long to) {
    assertThat(parse(parameters).timeUpdated())
        .contains(
            new TimeUpdated(
                Instant.ofEpochSecond(from), Optional.ofNullable(to).map(Instant::ofEpochSecond)));
  }

  @ParameterizedTest(name = "{0} breaks a rule of {1}")
  @CsvSource({
    "time=abc, time, Time parameter must be an integer",
    "time=1.5, time, Time parameter must be an integer",
    "time-start=, time-start, Time parameter must be an integer",
    "time-start=200&time-end=100, time, Requested start time must be less than end time",
    "time=999999999999999999, time, must be in the years 1 to 9999",
    "dns-match-rule=v5&source=h, dns-match-rule, Invalid dns-match-rule parameter",
    "summary-window=x, summary-window, Summary window parameter must be an integer",
  })
  void a_broken_rule_is_named_in_esmonds_words(String parameters, String field, String rule) {
    assertThat(
            catchThrowableOfType(InvalidInputException.class, () -> parse(parameters)).violations())
        .extracting(Violation::field, Violation::rule)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(field, rule));
  }

  @ParameterizedTest(name = "{0} gives limit {1} and offset {2}")
  @CsvSource({
    "limit=0, 1500, 0",
    "limit=-5, 1500, 0",
    "limit=x, 1500, 0",
    "limit=, 1500, 0",
    "limit=1.5, 1500, 0",
    "limit= 7 , 7, 0",
    "limit=20000, 10000, 0",
    "limit=99999999999, 10000, 0",
    "limit=99999999999999999999, 1500, 0",
    "offset=-1, 1500, 0",
    "offset=x&limit=3, 3, 0",
    "offset=20, 1500, 20",
    "offset=99999999999, 1500, 2147483647",
  })
  void odd_limits_and_offsets_are_ignored_as_in_esmond(String parameters, int limit, int offset) {
    MetadataQuery query = parse(parameters);

    assertThat(query.limit()).isEqualTo(limit);
    assertThat(query.offset()).isEqualTo(offset);
  }

  @Test
  void a_dns_match_rule_without_an_address_is_ignored() {
    assertThat(parse("dns-match-rule=v5&event-type=throughput").dnsMatchRule())
        .isEqualTo(DnsMatchRule.V4V6);
  }

  @Test
  void the_typed_query_refuses_an_odd_limit_and_offset() {
    for (int limit : new int[] {0, -1, MetadataQuery.MAX_LIMIT + 1}) {
      assertThat(
              catchThrowableOfType(
                  InvalidInputException.class, () -> MetadataQuery.builder().limit(limit)))
          .isNotNull();
    }
    assertThat(
            catchThrowableOfType(
                InvalidInputException.class, () -> MetadataQuery.builder().offset(-1)))
        .isNotNull();
  }

  @Test
  void two_wrong_parameters_are_both_named() {
    assertThat(
            catchThrowableOfType(
                    InvalidInputException.class, () -> parse("time=x&summary-window=y"))
                .violations())
        .extracting(Violation::field)
        .containsExactlyInAnyOrder("time", "summary-window");
  }

  @Test
  void unknown_names_are_free_parameters_and_reserved_ones_are_not() {
    MetadataQuery query = parse("format=json&limit=5&time=1&dns-match-rule=only-v4&ip-tos=32");

    assertThat(query.parameters()).containsExactly(Map.entry("ip-tos", "32"));
    assertThat(query.limit()).isEqualTo(5);
    assertThat(query.dnsMatchRule()).isEqualTo(DnsMatchRule.ONLY_V4);
  }

  @Test
  void a_query_is_unaffected_by_later_changes_of_its_builder() {
    MetadataQueryBuilder builder = MetadataQuery.builder().source("10.0.0.1");
    MetadataQuery query = builder.build();
    builder.destination("10.0.0.2");

    assertThat(query.addresses()).containsOnlyKeys("source");
    assertThat(query.toBuilder().build().toString()).isEqualTo(query.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "a\ud800b", "\udc00"})
  void text_that_no_record_can_have_is_refused(String text) {
    MetadataQueryBuilder builder =
        MetadataQuery.builder()
            .metadataKey(text)
            .source(text)
            .toolName(text)
            .eventType(text)
            .parameter("ip-tos", text)
            .parameter(text, "1");

    assertThat(catchThrowableOfType(InvalidInputException.class, builder::build).violations())
        .extracting(Violation::field)
        .containsExactly(
            "metadata-key", "source", "tool-name", "event-type", "ip-tos", "parameter");
    assertThat(
            catchThrowableOfType(
                InvalidInputException.class,
                () -> ChangeCursor.parse("1970-01-01T00:00:00Z/1970-01-01T00:00:00Z/" + text)))
        .hasMessageContaining("NUL");
  }

  @Test
  void a_cursor_reads_back_as_itself() {
    ChangeCursor start = ChangeCursor.from(Instant.parse("2026-01-02T03:04:05.000006Z"));
    ChangeCursor middle =
        new ChangeCursor(
            start.since(),
            Optional.of(start.since().plusSeconds(1)),
            Optional.of("key/with\nodd characters"));

    assertThat(ChangeCursor.parse(start.toString())).isEqualTo(start);
    assertThat(ChangeCursor.parse(middle.toString())).isEqualTo(middle);
    assertThat(
            catchThrowableOfType(
                InvalidInputException.class, () -> ChangeCursor.parse("yesterday")))
        .hasMessageContaining("cursor");
  }
}

package net.es.esmond.storage.document;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.Violation;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationDocumentTest {
  private static final String SUBJECT =
      "'subject-type':'network-element','source':'10.0.0.1','measurement-agent':'10.0.0.2',"
          + "'tool-name':'t','input-source':'h'";

  private static Registration parse(String singleQuoted) {
    return RegistrationDocument.read(singleQuoted.replace('\'', '"'));
  }

  private static List<Violation> refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable c) {
    return catchThrowableOfType(InvalidInputException.class, c).violations();
  }

  @Test
  void code_and_document_make_the_same_registration() {
    Registration built =
        Registration.pointToPoint()
            .source("198.51.100.1")
            .inputSource("a.example.net")
            .destination("2001:db8::2")
            .inputDestination("b.example.net")
            .measurementAgent("198.51.100.1")
            .toolName("bwctl/iperf3")
            .eventType(EventType.THROUGHPUT)
            .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofDays(1))
            .parameter("bw-parallel-streams", "2")
            .build();

    Registration parsed =
        parse(
            "{'subject-type':'point-to-point','source':'198.51.100.1',"
                + "'destination':'2001:DB8::2','measurement-agent':'198.51.100.1',"
                + "'tool-name':'bwctl/iperf3','input-source':'A.example.net',"
                + "'input-destination':'b.example.net','bw-parallel-streams':2,"
                + "'event-types':[{'event-type':'throughput','summaries':"
                + "[{'summary-type':'average','summary-window':'86400'}]}]}");

    assertThat(parsed).isEqualTo(built);
    assertThat(parsed.eventTypes()).isEqualTo(built.eventTypes()).hasSize(2);
    assertThat(parsed.parameters()).isEqualTo(built.parameters());
  }

  @Test
  void missing_fields_are_all_named() {
    assertThat(refused(() -> parse("{'subject-type':'network-element'}")))
        .extracting(Violation::field)
        .containsExactly("event-types", "source", "measurement-agent", "tool-name", "input-source");
  }

  @ParameterizedTest(name = "{0} breaks a rule of {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'event-types':[{'event-type':'nonsense'}] | event-type",
        "'event-types':[{}] | event-type",
        "'event-types':{} | event-types",
        "'event-types':[{'event-type':'throughput','summaries':{}}] | summaries",
        "'event-types':[{'event-type':'throughput','summaries':[{'summary-type':'statistics',"
            + "'summary-window':300}]}] | summary-type",
        "'event-types':[{'event-type':'failures','summaries':[{'summary-type':'average',"
            + "'summary-window':300}]}] | summary-type",
        "'event-types':[{'event-type':'throughput','summaries':[{'summary-type':'averages',"
            + "'summary-window':300}]}] | summary-type",
        "'event-types':[{'event-type':'throughput','summaries':[{'summary-type':'average'}]}]"
            + " | summary-window",
        "'event-types':[{'event-type':'throughput','summaries':[{'summary-type':'average',"
            + "'summary-window':-1}]}] | summary-window",
        "'event-types':[{'event-type':'throughput','summaries':[{'summary-type':'average',"
            + "'summary-window':1.5}]}] | summary-window",
        "'event-types':[],'destination':'10.0.0.1' | destination",
        "'event-types':[],'metadata-key':'k' | metadata-key",
        "'event-types':[],'note':'\\u0000' | note",
        "'event-types':[],'note':'\\ud800' | note",
        "'event-types':[],'tool-name':5 | tool-name",
      })
  void a_broken_rule_is_named_with_its_field(String members, String field) {
    assertThat(refused(() -> parse("{" + SUBJECT + "," + members + "}")))
        .extracting(Violation::field)
        .containsExactly(field);
  }

  @Test
  void a_huge_document_is_refused_unread() {
    assertThat(
            refused(
                () -> RegistrationDocument.read("[".repeat(RegistrationDocument.MAX_LENGTH + 1))))
        .extracting(Violation::field)
        .containsExactly("document");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "{} {}", "nonsense", "[[[[[[[[[[[[[[[[[[[[[[[[[]"})
  void what_is_no_json_object_is_refused(String text) {
    assertThat(refused(() -> RegistrationDocument.read(text)))
        .extracting(Violation::field)
        .containsExactly("document");
  }

  @Test
  void windows_sort_as_numbers_or_text_as_written() {
    String summaries =
        "'event-types':[{'event-type':'throughput','summaries':["
            + "{'summary-type':'average','summary-window':900},"
            + "{'summary-type':'average','summary-window':3600}]}]}";
    Registration numbers = parse("{" + SUBJECT + "," + summaries);
    Registration texts = parse("{" + SUBJECT + "," + summaries.replaceAll(":(\\d+)}", ":'$1'}"));

    assertThat(numbers.eventTypes())
        .extracting(EventTypeInfo::windowSeconds)
        .containsExactly(900L, 3600L, 0L);
    assertThat(texts.eventTypes())
        .extracting(EventTypeInfo::windowSeconds)
        .containsExactly(3600L, 900L, 0L);
    assertThat(numbers).isNotEqualTo(texts);
  }

  @Test
  void a_message_names_twenty_of_many_broken_rules() {
    String json = "{\"event-types\":[" + "0,".repeat(333_000) + "0]}";

    InvalidInputException refused =
        catchThrowableOfType(InvalidInputException.class, () -> RegistrationDocument.read(json));

    assertThat(refused.violations()).hasSizeGreaterThan(333_000);
    assertThat(refused.getMessage()).hasSizeLessThan(4_000).matches(".*; and 3\\d{5} more");
  }

  @Test
  void text_bytes_and_streams_are_read_alike() throws IOException {
    String json = "{" + SUBJECT + ",'event-types':[],'note':'\u00fc'}";
    json = json.replace('\'', '"');
    InputStream stream = new ByteArrayInputStream(json.getBytes(UTF_8));

    Registration registration = RegistrationDocument.read(json);

    assertThat(registration.parameters()).containsEntry("note", "\u00fc");
    assertThat(RegistrationDocument.read(json.getBytes(UTF_8))).isEqualTo(registration);
    assertThat(RegistrationDocument.read(json.getBytes(UTF_16))).isEqualTo(registration);
    assertThat(RegistrationDocument.read(stream)).isEqualTo(registration);
  }

  @Test
  void bytes_that_are_no_text_are_refused() {
    byte[] bytes = {'{', '"', (byte) 0xff, '"', ':', '1', '}'};

    assertThat(refused(() -> RegistrationDocument.read(bytes)))
        .extracting(Violation::field)
        .containsExactly("document");
  }

  @Test
  void an_endless_stream_is_refused() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return ' ';
          }
        };

    assertThat(refused(() -> RegistrationDocument.read(endless)))
        .extracting(Violation::rule)
        .containsExactly("must have at most 1048576 bytes");
  }
}

package net.es.esmond.storage.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.NetworkElement;
import net.es.esmond.storage.metadata.PointToPoint;
import net.es.esmond.storage.metadata.Subject;
import net.es.esmond.storage.series.SummaryType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveDocumentsTest {
  private static final String PATH = "/esmond/perfsonar/archive/";
  private static final ArchiveDocuments DOCUMENTS =
      ArchiveDocuments.at(URI.create("https://ma.example.net:8443" + PATH));

  private static final Subject BETWEEN_HOSTS =
      new PointToPoint(
          "198.51.100.1", "2001:db8::2", "198.51.100.1", "bwctl/iperf3", "a.example", "b.example");
  private static final Instant UPDATED = Instant.parse("2014-04-29T15:29:29.999999Z");

  private static EventTypeInfo info(String eventType, SummaryType summaryType, long window) {
    return new EventTypeInfo(eventType, summaryType, window, Optional.of(UPDATED));
  }

  private static Metadata record(String key, Map<String, String> parameters) {
    List<EventTypeInfo> eventTypes =
        List.of(
            info("throughput", SummaryType.AVERAGE, 86_400),
            info("throughput", SummaryType.BASE, 0),
            info("throughput", SummaryType.AGGREGATION, 3600),
            info("throughput", SummaryType.AVERAGE, 3600),
            new EventTypeInfo("failures", SummaryType.BASE, 0, Optional.empty()),
            info("histogram-rtt", SummaryType.STATISTICS, 0));
    return new Metadata(key, "c0ffee", BETWEEN_HOSTS, eventTypes, parameters);
  }

  private static String text(JsonDocument document) {
    return new String(document.bytes(), UTF_8);
  }

  private static JsonNode json(JsonDocument document) throws IOException {
    return new ObjectMapper().readTree(document.bytes());
  }

  @Test
  void a_record_has_esmonds_members_in_esmonds_order() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("time-duration", "20");
    parameters.put("ip_tos", "32");

    assertThat(text(DOCUMENTS.record(record("e99bbc44", parameters))))
        .isEqualTo(
            """
            {'url':'https://ma.example.net:8443/esmond/perfsonar/archive/e99bbc44/',
            'metadata-key':'e99bbc44',
            'subject-type':'point-to-point',
            'event-types':[
            {'base-uri':'/esmond/perfsonar/archive/e99bbc44/failures/base',
            'event-type':'failures','time-updated':null,'summaries':[]},
            {'base-uri':'/esmond/perfsonar/archive/e99bbc44/histogram-rtt/base',
            'event-type':'histogram-rtt','time-updated':null,'summaries':[
            {'uri':'/esmond/perfsonar/archive/e99bbc44/histogram-rtt/statistics/0',
            'summary-type':'statistics','summary-window':'0','time-updated':1398785369}]},
            {'base-uri':'/esmond/perfsonar/archive/e99bbc44/throughput/base',
            'event-type':'throughput','time-updated':1398785369,'summaries':[
            {'uri':'/esmond/perfsonar/archive/e99bbc44/throughput/aggregations/3600',
            'summary-type':'aggregation','summary-window':'3600','time-updated':1398785369},
            {'uri':'/esmond/perfsonar/archive/e99bbc44/throughput/averages/3600',
            'summary-type':'average','summary-window':'3600','time-updated':1398785369},
            {'uri':'/esmond/perfsonar/archive/e99bbc44/throughput/averages/86400',
            'summary-type':'average','summary-window':'86400','time-updated':1398785369}]}],
            'source':'198.51.100.1','destination':'2001:db8::2',
            'measurement-agent':'198.51.100.1','tool-name':'bwctl/iperf3',
            'input-source':'a.example','input-destination':'b.example',
            'time-duration':'20','ip-tos':'32',
            'uri':'/esmond/perfsonar/archive/e99bbc44/'}"""
                .replace("\n", "")
                .replace('\'', '"'));
  }

  @Test
  void a_network_element_has_no_destination() throws IOException {
    Subject element = new NetworkElement("10.0.0.1", "10.0.0.2", "tool", "host");
    Metadata record = new Metadata("k", "c", element, List.of(), Map.of());

    JsonNode json = json(DOCUMENTS.record(record));

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "url",
            "metadata-key",
            "subject-type",
            "event-types",
            "source",
            "measurement-agent",
            "tool-name",
            "input-source",
            "uri");
    assertThat(json.get("subject-type").textValue()).isEqualTo("network-element");
    assertThat(json.get("event-types")).isEmpty();
  }

  @Test
  void a_parameter_cannot_pose_as_another_member() throws IOException {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String name :
        List.of("url", "uri", "metadata_key", "tool_name", "metadata-count-total", "event_types")) {
      parameters.put(name, "forged");
    }
    parameters.put("ip-tos", "with a dash");
    parameters.put("ip_tos", "with an underscore");

    String text = text(DOCUMENTS.record(record("k", parameters)));

    assertThat(text).doesNotContain("forged").doesNotContain("with a dash");
    assertThat(new ObjectMapper().readTree(text).get("ip-tos").textValue())
        .isEqualTo("with an underscore");
  }

  @Test
  void any_text_comes_back_as_it_was() throws IOException {
    String odd = "\u00fc\ud83d\ude00\u2028\"\\\u0000/</script>";

    byte[] bytes = DOCUMENTS.record(record("k", Map.of("note", odd))).bytes();

    assertThat(new ObjectMapper().readTree(bytes).get("note").textValue()).isEqualTo(odd);
    assertThat(new String(bytes, UTF_8)).matches("[ -~]*");
    assertThat(json(ArchiveDocuments.error("\ud800")).get("detail").textValue())
        .isEqualTo("\ud800");
  }

  @Test
  void the_first_record_of_a_page_shows_the_links() throws IOException {
    PageLinks page =
        new PageLinks(URI.create("https://ma.example.net" + PATH + "?limit=2"), 2, 0, 3);

    JsonNode json =
        json(
            DOCUMENTS.records(
                Stream.of(record("a", Map.of()), record("b", Map.of("x", "y"))), page));

    assertThat(json).hasSize(2);
    assertThat(json.get(0).get("metadata-count-total").intValue()).isEqualTo(3);
    assertThat(json.get(0).get("metadata-previous-page").isNull()).isTrue();
    assertThat(json.get(0).get("metadata-next-page").textValue())
        .isEqualTo("https://ma.example.net/esmond/perfsonar/archive/?limit=2&offset=2");
    assertThat(List.of(text(DOCUMENTS.record(record("b", Map.of("x", "y"))))))
        .containsExactly(json.get(1).toString());
    assertThat(text(DOCUMENTS.records(Stream.of(), page))).isEqualTo("[]");
  }

  @Test
  void one_event_type_is_a_list_of_one() throws IOException {
    Metadata record = record("k", Map.of());

    assertThat(json(DOCUMENTS.eventType(record, "throughput")))
        .singleElement()
        .isEqualTo(json(DOCUMENTS.record(record)).get("event-types").get(2));
    assertThat(text(DOCUMENTS.eventType(record, "packet-trace"))).isEqualTo("[]");
  }

  @Test
  void summaries_of_one_type_are_listed() throws IOException {
    Metadata record = record("k", Map.of());

    JsonNode averages = json(DOCUMENTS.summaries(record, "throughput", SummaryType.AVERAGE));

    assertThat(averages.findValuesAsText("summary-window")).containsExactly("3600", "86400");
    assertThat(text(DOCUMENTS.summaries(record, "failures", SummaryType.AVERAGE))).isEqualTo("[]");
  }

  @Test
  void a_key_is_escaped_in_urls() throws IOException {
    JsonNode json = json(DOCUMENTS.record(record("a b/\u00fc?", Map.of())));

    assertThat(json.get("metadata-key").textValue()).isEqualTo("a b/\u00fc?");
    assertThat(json.get("uri").textValue()).isEqualTo(PATH + "a%20b%2F%C3%BC%3F/");
  }

  @Test
  void the_archives_url_may_lack_its_last_slash() throws IOException {
    ArchiveDocuments documents = ArchiveDocuments.at(URI.create("http://[2001:db8::1]"));

    JsonNode json = json(documents.record(record("k", Map.of())));

    assertThat(json.get("url").textValue()).isEqualTo("http://[2001:db8::1]/k/");
    assertThat(json.get("uri").textValue()).isEqualTo("/k/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/archive/", "archive", "mailto:a@b", "http://h/a/?q=1", "http://h/#f"})
  void a_url_that_is_no_archives_is_refused(String url) {
    assertThatThrownBy(() -> ArchiveDocuments.at(URI.create(url)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("archive");
  }
}

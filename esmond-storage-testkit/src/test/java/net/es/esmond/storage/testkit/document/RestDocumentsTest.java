package net.es.esmond.storage.testkit.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.document.ArchiveDocuments;
import net.es.esmond.storage.document.MeasurementDocument;
import net.es.esmond.storage.document.PageLinks;
import net.es.esmond.storage.document.RegistrationDocument;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a service answers for an archive: documents of what was registered and written. */
class RestDocumentsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final URI ARCHIVE = URI.create("http://ma.example.net/perfsonar/archive/");
  private static final ArchiveDocuments DOCUMENTS = ArchiveDocuments.at(ARCHIVE);

  private static final Instant START =
      Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(2));

  private final EsmondStorage storage =
      EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
          .withoutBackgroundMaintenance()
          .timeSeries((conf, context) -> new InMemoryTimeSeriesStore(Clock.systemUTC()))
          .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
          .open();

  @AfterEach
  void close() {
    storage.close();
  }

  private static String registration(String tool) {
    return """
    {"subject-type": "point-to-point", "source": "198.51.100.1", "destination": "2001:db8::2",
     "measurement-agent": "198.51.100.1", "tool-name": "%s", "input-source": "a.example",
     "input-destination": "b.example", "time-interval": 7200, "event-types": [
      {"event-type": "throughput", "summaries": [
       {"summary-type": "average", "summary-window": "86400"},
       {"summary-type": "aggregation", "summary-window": "86400"}]},
      {"event-type": "time-error-estimates"},
      {"event-type": "packet-loss-rate"},
      {"event-type": "packet-trace"},
      {"event-type": "histogram-rtt", "summaries": [
       {"summary-type": "aggregation", "summary-window": "86400"},
       {"summary-type": "statistics", "summary-window": "86400"}]}]}"""
        .formatted(tool);
  }

  private Metadata register(String tool) {
    return storage
        .metadata()
        .register(RegistrationDocument.read(registration(tool).getBytes(UTF_8)));
  }

  private void write(Metadata test, String eventType, String... values) {
    EventType type = EventType.of(eventType);
    List<Point> points =
        IntStream.range(0, values.length)
            .mapToObj(
                n -> new Point(START.plusSeconds(n), Value.parse(type.valueType(), values[n])))
            .toList();
    storage.archive().writeAll(test.key(), eventType, points).orThrow();
  }

  /** Returns the values of a series' document, whose times are checked. */
  private String values(SeriesQuery query) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ArchiveDocuments.points(storage.archive().read(query)).writeTo(out);
    StringBuilder values = new StringBuilder();
    long time = START.getEpochSecond();
    for (JsonNode point : JSON.readTree(out.toByteArray())) {
      assertThat(point.get("ts").longValue()).isEqualTo(time++);
      values.append(values.isEmpty() ? "" : " ").append(point.get("val"));
    }
    return values.toString();
  }

  @Test
  void a_record_shows_what_was_registered() throws IOException {
    Metadata test = register("tool");
    JsonNode posted = JSON.readTree(registration("tool"));

    JsonNode record = JSON.readTree(DOCUMENTS.record(test).bytes());

    posted
        .properties()
        .forEach(
            member -> {
              JsonNode shown = record.get(member.getKey());
              if (member.getKey().equals("event-types")) {
                assertThat(shown).hasSameSizeAs(member.getValue());
              } else {
                assertThat(shown.asText()).isEqualTo(member.getValue().asText());
              }
            });
    assertThat(record.get("url").textValue()).isEqualTo(ARCHIVE + test.key() + "/");
    assertThat(record.get("event-types").findValuesAsText("event-type")).isSorted();
  }

  @Test
  void points_show_what_was_written() throws IOException {
    Metadata test = register("tool");
    write(test, "throughput", "5978580000", "5413040000", "12");
    write(test, "time-error-estimates", "0.0029", "-1.5", "\"7\"");
    write(test, "packet-loss-rate", "{\"numerator\": 50, \"denominator\": 200}");
    write(test, "packet-trace", "[{\"ttl\": 1, \"ip\": null}]");
    write(test, "histogram-rtt", "{\"41.10\": 2, \"41.00\": 98}");

    assertThat(values(SeriesQuery.base(test.key(), "throughput")))
        .isEqualTo("5.97858E9 5.41304E9 12.0");
    assertThat(values(SeriesQuery.base(test.key(), "time-error-estimates")))
        .isEqualTo("0.0029 -1.5 7.0");
    assertThat(values(SeriesQuery.base(test.key(), "packet-loss-rate"))).isEqualTo("0.25");
    assertThat(values(SeriesQuery.base(test.key(), "packet-trace")))
        .isEqualTo("[{\"ip\":null,\"ttl\":1}]");
    assertThat(values(SeriesQuery.base(test.key(), "histogram-rtt")))
        .isEqualTo("{\"41.00\":98,\"41.10\":2}");
  }

  @Test
  void summaries_show_what_esmond_computes() throws IOException {
    Metadata test = register("tool");
    write(test, "throughput", "1", "2", "4");
    write(test, "histogram-rtt", "{\"1\": 1, \"3\": 1}", "{\"1\": 1}");

    assertThat(values(SeriesQuery.summary(test.key(), "throughput", "average", 86_400)))
        .isEqualTo("2.3333333333333335");
    assertThat(values(SeriesQuery.summary(test.key(), "throughput", "aggregation", 86_400)))
        .isEqualTo("7.0");
    assertThat(values(SeriesQuery.summary(test.key(), "histogram-rtt", "aggregation", 86_400)))
        .isEqualTo("{\"1\":2,\"3\":1}");
    assertThat(values(SeriesQuery.summary(test.key(), "histogram-rtt", "statistics", 86_400)))
        .startsWith("{\"mode\":[1.0],\"mean\":1.6666666666666667,\"minimum\":1.0,\"maximum\":3.0,");
  }

  @Test
  void summaries_are_found_by_the_paths_that_a_record_shows() throws IOException {
    Metadata test = register("tool");
    write(test, "throughput", "1");

    JsonNode record = JSON.readTree(DOCUMENTS.record(test).bytes());

    for (JsonNode uri : record.findValues("uri")) {
      String[] steps = uri.textValue().substring("/perfsonar/archive/".length()).split("/");
      if (steps.length == 4) {
        SummaryType type = SummaryType.findPath(steps[2]).orElseThrow();
        long window = Long.parseLong(steps[3]);
        assertThat(
                storage
                    .archive()
                    .read(SeriesQuery.summary(steps[0], steps[1], type.esmondName(), window)))
            .hasSize(steps[1].equals("throughput") ? 1 : 0);
      }
    }
  }

  @Test
  void a_list_leads_through_all_records() throws IOException {
    for (String tool : List.of("a", "b", "c")) {
      register(tool);
    }

    JsonNode first = list(0);
    JsonNode second = list(2);

    assertThat(first).hasSize(2);
    assertThat(first.get(0).get("metadata-count-total").intValue()).isEqualTo(3);
    assertThat(first.get(0).get("metadata-next-page").textValue())
        .isEqualTo(ARCHIVE + "?limit=2&offset=2");
    assertThat(second).hasSize(1);
    assertThat(second.get(0).get("metadata-previous-page").textValue())
        .isEqualTo(ARCHIVE + "?limit=2");
    assertThat(second.get(0).get("metadata-next-page").isNull()).isTrue();
  }

  private JsonNode list(int offset) throws IOException {
    URI request = ARCHIVE.resolve("?offset=" + offset + "&limit=2");
    Map<String, String> parameters = Map.of("limit", "2", "offset", Integer.toString(offset));
    MetadataQuery search = MetadataQuery.parse(parameters, storage.clock());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeAnswers(register("a"), search, request, out);
    List<JsonNode> answers =
        JSON.readerFor(JsonNode.class).<JsonNode>readValues(out.toByteArray()).readAll();
    assertThat(answers).hasSize(3);
    return answers.get(2);
  }

  /** Writes a record, points and a list. */
  private void writeAnswers(Metadata test, MetadataQuery search, URI request, OutputStream out)
      throws IOException {
    SeriesQuery query = SeriesQuery.base(test.key(), "throughput");
    URI archiveUrl = ARCHIVE;

    // README: begin
    ArchiveDocuments documents = ArchiveDocuments.at(archiveUrl);
    documents.record(test).writeTo(out);
    ArchiveDocuments.points(storage.archive().read(query)).writeTo(out);
    long total = storage.metadata().count(search);
    PageLinks page = new PageLinks(request, search.limit(), search.offset(), total);
    Stream<Metadata> records = storage.metadata().findAll(search).limit(search.limit());
    documents.records(records, page).writeTo(out);
    // README: end
  }

  @Test
  void the_readme_shows_this_example() throws IOException {
    Path source = Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java");
    Matcher example =
        Pattern.compile(" *// README: begin\n(.*?) *// README: end\n", Pattern.DOTALL)
            .matcher(Files.readString(source));

    assertThat(example.find()).isTrue();
    assertThat(Files.readString(Path.of("..", "README.md")))
        .contains("```java\n" + example.group(1).indent(-4) + "```");
  }

  @Test
  void answered_points_may_be_sent_to_another_archive() throws IOException {
    Metadata from = register("from");
    Metadata to = register("to");
    Random random = new Random(1);
    String[] floats =
        random.doubles(1_000, -10, 10).mapToObj(Double::toString).toArray(String[]::new);
    write(from, "time-error-estimates", floats);
    write(from, "throughput", "9007199254740993", "1e16", "-5");
    write(from, "histogram-rtt", "{\"41.10\": 2}", "{}");
    write(from, "packet-trace", "null", "{\"a\": [1e-7, 1.0]}");

    for (String eventType :
        List.of("time-error-estimates", "throughput", "histogram-rtt", "packet-trace")) {
      SeriesQuery query = SeriesQuery.base(from.key(), eventType);
      StringBuilder answer = new StringBuilder("{\"data\":");
      ArchiveDocuments.points(storage.archive().read(query)).appendTo(answer);
      storage
          .archive()
          .writeAll(
              MeasurementDocument.of(answer.append('}').toString()).points(to.key(), eventType))
          .orThrow();

      assertThat(storage.archive().read(SeriesQuery.base(to.key(), eventType)))
          .as(eventType)
          .containsExactlyElementsOf(storage.archive().read(query).toList());
    }
  }
}

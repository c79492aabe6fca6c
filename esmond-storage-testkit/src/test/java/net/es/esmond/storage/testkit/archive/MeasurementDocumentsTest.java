package net.es.esmond.storage.testkit.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.document.MeasurementDocument;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.RefusedSeries;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.ValueType;
import net.es.esmond.storage.series.WriteResult;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Documents as esmond's clients send them, written through a storage. */
class MeasurementDocumentsTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  private final EsmondStorage storage =
      EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
          .withoutBackgroundMaintenance()
          .timeSeries((conf, context) -> new InMemoryTimeSeriesStore(Clock.systemUTC()))
          .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
          .open();
  private final String key =
      storage
          .metadata()
          .register(
              Registration.networkElement()
                  .source("198.51.100.1")
                  .measurementAgent("198.51.100.1")
                  .toolName("pscheduler/iperf3")
                  .inputSource("router")
                  .eventType(EventType.THROUGHPUT)
                  .eventType(EventType.FAILURES)
                  .eventType(EventType.PACKET_LOSS_RATE)
                  .build())
          .key();

  @AfterEach
  void close() {
    storage.close();
  }

  private List<Point> read(String eventType) {
    return storage.archive().read(SeriesQuery.base(key, eventType)).toList();
  }

  private static String document(String values) {
    return "{\"data\":[{\"ts\":" + TIME.getEpochSecond() + ",\"val\":[" + values + "]}]}";
  }

  @Test
  void a_document_of_several_event_types_is_written_and_read_back() {
    String json =
        document(
            """
            {"event-type":"throughput","val":9412000000.75},
            {"event-type":"packet-loss-rate","val":{"numerator":"2","denominator":600}},
            {"event-type":"failures","val":{"error":"x"}}""");

    WriteResult result = storage.archive().writeAll(MeasurementDocument.of(json).points(key));

    assertThat(result.written()).isEqualTo(3);
    assertThat(read("throughput"))
        .containsExactly(new Point(TIME, new IntegerValue(9_412_000_000L)));
    assertThat(read("packet-loss-rate")).containsExactly(new Point(TIME, new Percentage(2, 600)));
    assertThat(read("failures"))
        .containsExactly(new Point(TIME, Value.parse(ValueType.JSON, "{\"error\":\"x\"}")));
    assertThat(storage.archive().writeAll(MeasurementDocument.of(json).points(key)).unchanged())
        .isEqualTo(3);
  }

  @Test
  void a_name_that_esmond_does_not_know_keeps_no_other_point_from_being_written() {
    MeasurementDocument document =
        MeasurementDocument.of(
            document(
                "{\"event-type\":\"of-tomorrow\",\"val\":1},{\"event-type\":\"throughput\",\"val\":2}"));

    assertThat(storage.archive().writeAll(document.points(key)).written()).isEqualTo(1);
    assertThat(document.refused())
        .extracting(RefusedSeries::metadataKey, RefusedSeries::eventType, RefusedSeries::count)
        .containsExactly(tuple(key, "of-tomorrow", 1L));
  }

  @Test
  void a_long_document_of_one_series_is_written_as_it_is_read() {
    StringBuilder json = new StringBuilder("{\"data\":[");
    for (int i = 0; i < 20_000; i++) {
      json.append(i == 0 ? "" : ",")
          .append("{\"ts\":")
          .append(TIME.getEpochSecond() + i)
          .append(",\"val\":")
          .append(i)
          .append('}');
    }
    byte[] bytes = json.append("]}").toString().getBytes(UTF_8);

    WriteResult result =
        storage
            .archive()
            .writeAll(
                MeasurementDocument.of(new ByteArrayInputStream(bytes)).points(key, "throughput"));

    assertThat(result.written()).isEqualTo(20_000);
    assertThat(storage.archive().count(SeriesQuery.base(key, "throughput"))).isEqualTo(20_000);
  }

  @Test
  void a_single_point_is_written() {
    storage
        .archive()
        .writeAll(
            MeasurementDocument.of("{\"ts\":\"" + TIME.getEpochSecond() + "\",\"val\":\"5\"}")
                .points(key, "throughput"));

    assertThat(read("throughput")).containsExactly(new Point(TIME, new IntegerValue(5)));
  }

  @Test
  void the_example_of_the_readme_writes_and_reads() {
    String body = document("{\"event-type\":\"throughput\",\"val\":2}");
    Series series = Series.base(key, EventType.THROUGHPUT);
    Map<String, String> parameters = Map.of("time", String.valueOf(TIME.getEpochSecond()));

    // README: begin
    MeasurementDocument document = MeasurementDocument.of(body);
    WriteResult written = storage.archive().writeAll(document.points(key));
    SeriesQuery query = SeriesQuery.parse(series, parameters, storage.clock());
    Page page = storage.archive().readPage(query);
    // README: end

    assertThat(written.written()).isEqualTo(1);
    assertThat(page.points()).containsExactly(new Point(TIME, new IntegerValue(2)));
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
  void nothing_is_written_of_a_faulty_document_whose_points_are_taken_first() {
    String json =
        document(
            "{\"event-type\":\"throughput\",\"val\":2},{\"event-type\":\"failures\"},"
                + "{\"event-type\":\"throughput\",\"val\":[]}");

    assertThatThrownBy(
            () -> {
              List<SeriesPoint> all = MeasurementDocument.of(json).points(key).toList();
              storage.archive().writeAll(all.stream());
            })
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("val at data item 1 in value 2: must be given")
        .hasMessageContaining("val at data item 1 in value 3: Value must be an integer");
    assertThat(read("throughput")).isEmpty();
  }
}

package net.es.esmond.storage.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import net.es.esmond.storage.Vectors;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.RefusedSeries;
import net.es.esmond.storage.error.Violation;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.FloatValue;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.JsonValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.ValueType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeasurementDocumentTest {
  private static final String KEY = "0cb19291c1f84fd6ac3ae5ba2ec7ca4a";
  private static final Instant TIME = Instant.ofEpochSecond(1_398_965_989);
  private static final int ENDLESS = 200_000;

  private static SeriesPoint point(EventType type, Value value) {
    return new SeriesPoint(KEY, type, new Point(TIME, value));
  }

  private static List<SeriesPoint> ofTest(String json) {
    return MeasurementDocument.of(json).points(KEY).toList();
  }

  private static Value throughput(String json) {
    return MeasurementDocument.of(json)
        .points(KEY, "throughput")
        .map(each -> each.point().value())
        .toList()
        .get(0);
  }

  private static List<String> faults(String json) {
    return catchThrowableOfType(InvalidInputException.class, () -> ofTest(json))
        .violations()
        .stream()
        .map(Violation::toString)
        .toList();
  }

  @Test
  void a_document_of_a_test_has_points_of_many_event_types() {
    String document =
        """
        {"data":[{"ts":1398965989,"val":[
          {"event-type":"throughput","val":9223372036854775807},
          {"event-type":"ntp-offset","val":-0.00015},
          {"event-type":"packet-loss-rate","val":{"numerator":2,"denominator":600}},
          {"event-type":"histogram-rtt","val":{"41.00":98,"41.10":2}},
          {"event-type":"failures","val":{"error":"x\\u00e9 \\ud83d\\ude00","n":-0.0}}]}]}
        """;

    List<SeriesPoint> points = ofTest(document);

    assertThat(points)
        .containsExactly(
            point(EventType.THROUGHPUT, new IntegerValue(Long.MAX_VALUE)),
            point(EventType.NTP_OFFSET, new FloatValue(-1)),
            point(EventType.PACKET_LOSS_RATE, new Percentage(2, 600)),
            point(EventType.HISTOGRAM_RTT, Histogram.of(Map.of("41.00", 98L, "41.10", 2L))),
            point(
                EventType.FAILURES,
                Value.parse(ValueType.JSON, "{\"error\":\"xé 😀\",\"n\":-0.0}")));
    assertThat(MeasurementDocument.of(document.getBytes(UTF_8)).points(KEY).toList())
        .isEqualTo(points);
    assertThat(
            MeasurementDocument.of(new ByteArrayInputStream(document.getBytes(UTF_8)))
                .points(KEY)
                .toList())
        .isEqualTo(points);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\":[{\"ts\":1398965989,\"val\":42}]}",
        "{\"ts\":1398965989,\"val\":42}",
        "{\"val\":\" 42 \",\"ts\":\"1398965989\",\"source\":{\"a\":[1]}}",
        " { \"more\" : [ [ ] ], \"data\" : [ { \"val\" : 42.9, \"x\":{}, \"ts\" : 1398965989.0 } ] } ",
      })
  void a_series_has_a_list_or_a_single_point(String json) {
    assertThat(MeasurementDocument.of(json).points(KEY, "throughput"))
        .containsExactly(point(EventType.THROUGHPUT, new IntegerValue(42)));
  }

  @Test
  void members_may_have_any_order() {
    assertThat(
            ofTest(
                """
                {"source":1,"data":[{"val":[{"val":{"b":1,"a":[1,{"c":null}]},"x":[{}],
                "event-type":"failures"}],"y":0,"ts":1398965989}],"z":{"data":3}}
                """))
        .containsExactly(
            point(
                EventType.FAILURES,
                Value.parse(ValueType.JSON, "{\"a\":[1,{\"c\":null}],\"b\":1}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e300",
        "-0.0",
        "123456789012345678901234567890",
        "0.1000000000000000055511151231257827",
        "[1.50,1,\"1\"]",
        "\"\\ud800 \\u0000 \\\" / \\\\\"",
        "null",
        "true",
        "{\"\":{\"a b\":[]}}",
      })
  void values_are_those_of_the_parser_of_values(String json) {
    String document = "{\"data\":[{\"ts\":1398965989,\"val\":" + json + "}]}";

    assertThat(MeasurementDocument.of(document).points(KEY, "failures"))
        .containsExactly(point(EventType.FAILURES, Value.parse(ValueType.JSON, json)));
  }

  static Stream<JsonNode> vectors() {
    return Vectors.cases("value-validation.json");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void values_are_taken_and_refused_as_the_reference_vectors_are(JsonNode vector) {
    ValueType type = ValueType.valueOf(vector.get("type").textValue().toUpperCase(Locale.ROOT));
    EventType eventType =
        Stream.of(EventType.values()).filter(each -> each.valueType() == type).findFirst().get();
    String input = vector.get("input").toString();
    MeasurementDocument document =
        MeasurementDocument.of(
            "{\"data\":[{\"ts\":1398965989,\"val\":[{\"event-type\":\""
                + eventType
                + "\",\"val\":"
                + input
                + "}]}]}");

    try {
      Value value = Value.parse(type, input);

      assertThat(document.points(KEY)).containsExactly(point(eventType, value));
    } catch (InvalidInputException e) {
      assertThatThrownBy(() -> document.points(KEY).toList())
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              e.violations().stream()
                  .map(
                      each ->
                          new Violation(
                              each.field() + " at data item 1 in value 1",
                              each.value(),
                              each.rule()))
                  .map(Violation::toString)
                  .findFirst()
                  .get());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1398965989, 1398965989000",
    "\"1398965989\", 1398965989000",
    "\" +1398965989 \", 1398965989000",
    "1398965989.5, 1398965989500",
    "1398965989.9999, 1398965989999",
    "1.398965989e9, 1398965989000",
    "1398965989.001, 1398965989001",
  })
  void times_are_seconds_with_a_fraction(String ts, long millis) {
    assertThat(
            MeasurementDocument.of("{\"ts\":" + ts + ",\"val\":1}")
                .points(KEY, "throughput")
                .map(each -> each.point().time().toEpochMilli()))
        .containsExactly(millis);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"1398965989.5\"",
        "\"today\"",
        "null",
        "[1398965989]",
        "{}",
        "NaN",
        "1e400",
        "-1e308",
        "99999999999999999999",
        "9223372036854775807",
      })
  void other_times_are_refused(String ts) {
    assertThat(faults("{\"data\":[{\"ts\":" + ts + ",\"val\":[]}]}"))
        .singleElement()
        .asString()
        .startsWith("ts at data item 1: Time must be a unix timestamp");
  }

  @Test
  void a_time_in_milliseconds_is_beyond_the_years() {
    assertThat(
            faults(
                "{\"data\":[{\"ts\":1398965989000,\"val\":[{\"event-type\":\"throughput\",\"val\":1}]}]}"))
        .singleElement()
        .asString()
        .startsWith("ts at data item 1: must be in the years 1 to 9999");
  }

  @Test
  void every_fault_is_named_with_its_position() {
    assertThat(
            faults(
                """
                {"data":[
                  {"ts":1398965989,"val":[{"event-type":"throughput","val":1}]},
                  {"val":[{"event-type":"throughput","val":"x"},{"val":1},{"event-type":"failures"}]},
                  {"ts":1398965989},
                  7,
                  {"ts":1398965989,"val":{}},
                  {"ts":1398965989,"ts":1,"val":[1,{"event-type":3,"val":{"a":1}}]}]}
                """))
        .containsExactly(
            "val at data item 2 in value 1: Value must be an integer, but was 'x'",
            "event-type at data item 2 in value 2: must be given, but was 'absent'",
            "val at data item 2 in value 3: must be given, but was 'absent'",
            "ts at data item 2: must be given, but was 'absent'",
            "val at data item 3: must be given, but was 'absent'",
            "data at data item 4: must be an object, but was '7'",
            "val at data item 5: must be an array, but was 'an object'",
            "ts at data item 6: must be given once, but was '1'",
            "val at data item 6 in value 1: must be an object, but was '1'",
            "event-type at data item 6 in value 2: must be text, but was '3'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | document: must be a JSON object",
        "[] | document: must be a JSON object",
        "{} | data: must be given",
        "{\"ts\":1398965989,\"val\":[]} | data: must be given",
        "{\"data\":{}} | data: must be an array",
        "{\"data\":[],\"data\":[]} | data: must be given once",
        "{\"data\":[]} {} | document: must be one JSON object",
        "{\"data\":[]} ] | document at line 1, column 13: must be JSON",
        "{\"data\":[ | document at line 1, column 10: must be JSON",
        "{\"data\":[{\"ts\":1, | document at line 1, column 18: must be JSON",
        "{'data':[]} | document at line 1, column 2: must be JSON",
      })
  void a_document_of_another_shape_is_refused(String json, String message) {
    assertThat(faults(json)).singleElement().asString().startsWith(message);
  }

  @Test
  void a_series_has_a_list_or_a_point_and_not_both() {
    assertThatThrownBy(() -> throughput("{\"data\":[],\"ts\":1398965989,\"val\":1}"))
        .hasMessageStartingWith("data: must not be given beside ts and val");
    assertThatThrownBy(() -> throughput("{}"))
        .hasMessageStartingWith("data: must be given, or ts and val");
    assertThatThrownBy(() -> throughput("{\"ts\":1398965989}"))
        .hasMessageStartingWith("val: must be given");
    assertThatThrownBy(() -> throughput("{\"ts\":1398965989,\"val\":1}x"))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void names_that_esmond_does_not_know_are_refused_alone() {
    MeasurementDocument document =
        MeasurementDocument.of(
            """
            {"data":[{"ts":1398965989,"val":[{"event-type":"new-type","val":{"a":[]}},
            {"event-type":"throughput","val":1},{"event-type":"new-type","val":2}]}]}
            """);

    assertThat(document.points(KEY))
        .containsExactly(point(EventType.THROUGHPUT, new IntegerValue(1)));
    assertThat(document.refused())
        .containsExactly(
            new RefusedSeries(
                KEY,
                "new-type",
                ErrorCode.UNKNOWN_SERIES,
                "'new-type' is none of esmond's event types: send one of its names",
                2));
  }

  @Test
  void more_than_a_hundred_unknown_names_are_a_fault() {
    StringBuilder json = new StringBuilder("{\"data\":[{\"ts\":1398965989,\"val\":[");
    for (int i = 0; i <= 100; i++) {
      json.append("{\"event-type\":\"n").append(i).append("\",\"val\":1},");
    }
    json.setCharAt(json.length() - 1, ']');

    assertThat(faults(json + "}]}"))
        .containsExactly(
            "event-type at data item 1 in value 101: must be one of esmond's names, but was 'n100'");
  }

  @Test
  void what_is_not_utf_8_is_refused() {
    byte[] json = "{\"ts\":1398965989,\"val\":\"?\"}".getBytes(UTF_8);
    json[json.length - 3] = (byte) 0xff;

    assertThatThrownBy(() -> MeasurementDocument.of(json).points(KEY, "failures").toList())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("document: must be text in UTF-8");
  }

  @Test
  void a_value_that_is_too_large_is_refused_with_its_position() {
    String large = "[" + "\"abcdefgh\",".repeat(JsonValue.MAX_CHARS / 10) + "1]";

    assertThat(
            faults(
                "{\"data\":[{\"ts\":1398965989,\"val\":[{\"event-type\":\"failures\",\"val\":"
                    + large
                    + "},{\"event-type\":\"throughput\",\"val\":[]}]}]}"))
        .hasSize(2)
        .satisfies(
            faults -> {
              assertThat(faults.get(0))
                  .startsWith("val at data item 1 in value 1: must be at most 4194304 characters");
              assertThat(faults.get(1)).startsWith("val at data item 1 in value 2: Value must be");
            });
  }

  @Test
  void points_before_a_fault_are_given_and_the_error_repeats() {
    Iterator<SeriesPoint> points =
        MeasurementDocument.of(
                "{\"data\":[{\"ts\":1398965989,\"val\":1},{\"ts\":1398965990,\"val\":\"x\"}]}")
            .points(KEY, "throughput")
            .iterator();

    assertThat(points.next()).isEqualTo(point(EventType.THROUGHPUT, new IntegerValue(1)));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(points::hasNext)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("val at data item 2: Value must be an integer");
    }
  }

  @Test
  void a_document_is_read_while_its_points_are_taken() {
    EndlessDocument document = new EndlessDocument();

    long taken =
        MeasurementDocument.of(document).points(KEY).limit(ENDLESS).filter(p -> true).count();

    assertThat(taken).isEqualTo(ENDLESS);
    assertThat(document.closed).isFalse();
  }

  @Test
  void an_error_of_the_stream_is_the_callers() {
    InputStream failing =
        new FilterInputStream(InputStream.nullInputStream()) {
          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("connection reset");
          }
        };

    assertThatThrownBy(() -> MeasurementDocument.of(failing).points(KEY).toList())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("connection reset");
  }

  @Test
  void a_key_or_event_type_that_is_none_is_refused_at_once() {
    MeasurementDocument document = MeasurementDocument.of("");

    assertThatThrownBy(() -> document.points("")).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> document.points(KEY, "no-such"))
        .isInstanceOf(InvalidInputException.class);
  }

  /** One item after another, each with names of its own. */
  private static final class EndlessDocument extends InputStream {
    private byte[] chunk = "{\"data\":[".getBytes(UTF_8);
    private int at;
    private long items;
    private boolean closed;

    @Override
    public int read() {
      if (at == chunk.length) {
        String name = Long.toHexString(items++);
        chunk =
            ("{\""
                    + name
                    + "\":1,\"ts\":1398965989,\"val\":[{\"event-type\":\"histogram-rtt\",\"val\":{\""
                    + name
                    + "\":1}}]},")
                .getBytes(UTF_8);
        at = 0;
      }
      return chunk[at++];
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      for (int i = 0; i < length; i++) {
        bytes[offset + i] = (byte) read();
      }
      return length;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}

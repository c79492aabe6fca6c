package net.es.esmond.storage.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.es.esmond.storage.Vectors;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.FloatValue;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.Statistics;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.ValueType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PointDocumentTest {
  private static final Instant TIME = Instant.parse("2014-05-01T17:39:49.999Z");

  private static String text(Stream<Point> points) {
    return new String(ArchiveDocuments.points(points).bytes(), UTF_8);
  }

  /** Returns a value's text in a document. */
  private static String text(Value value) {
    String document = text(Stream.of(new Point(TIME, value)));
    assertThat(document).startsWith("[{\"ts\":1398965989,\"val\":").endsWith("}]");
    return document.substring("[{\"ts\":1398965989,\"val\":".length(), document.length() - 2);
  }

  @Test
  void numbers_are_the_floats_that_python_prints() {
    assertThat(text(new IntegerValue(5_978_580_000L))).isEqualTo("5978580000.0");
    assertThat(text(new IntegerValue(-1))).isEqualTo("-1.0");
    assertThat(text(new IntegerValue(0))).isEqualTo("0.0");
    assertThat(text(new IntegerValue(9_007_199_254_740_992L))).isEqualTo("9007199254740992.0");
    assertThat(text(new IntegerValue(10_000_000_000_000_000L))).isEqualTo("1e+16");
    assertThat(text(new FloatValue(-5))).isEqualTo("-0.0005");
    assertThat(text(new FloatValue(1))).isEqualTo("0.0001");
    assertThat(text(new FloatValue(20))).isEqualTo("0.002");
    assertThat(text(new FloatValue(123_450_000))).isEqualTo("12345.0");
    assertThat(text(new FloatValue(Long.MIN_VALUE))).isEqualTo("-922337203685477.6");
    assertThat(text(new Percentage(1, 3))).isEqualTo("0.3333333333333333");
    assertThat(text(new Percentage(1, 60_000))).isEqualTo("1.6666666666666667e-05");
    assertThat(text(new Percentage(0, 3))).isEqualTo("0.0");
    assertThat(text(Average.ofIntegers(26_303_020_000L, 4))).isEqualTo("6575755000.0");
    assertThat(text(Average.ofFloats(100, 5))).isEqualTo("0.002");
  }

  @Test
  void an_integer_that_no_float_holds_is_written_as_it_is() {
    assertThat(text(new IntegerValue(9_007_199_254_740_993L))).isEqualTo("9007199254740993");
    assertThat(text(new IntegerValue(Long.MAX_VALUE))).isEqualTo("9223372036854775807");
    assertThat(text(new IntegerValue(Long.MIN_VALUE))).isEqualTo("-9.223372036854776e+18");
  }

  @Test
  void json_text_is_written_as_it_is_stored() {
    assertThat(text(Histogram.of(Map.of("41.10", 2L, "9", 98L))))
        .isEqualTo("{\"9\":98,\"41.10\":2}");
    assertThat(text(Value.parse(ValueType.JSON, "{\"b\": [\"\u00fc\"]}")))
        .isEqualTo("{\"b\":[\"\\u00FC\"]}");
  }

  @Test
  void statistics_have_esmonds_members_in_esmonds_order() {
    Statistics statistics =
        new Statistics(List.of(41.1, 41.0), 41.097, 41, 50, 41, 41.1, 41.1, 1e16, 1e-5, 0.25);

    assertThat(text(statistics))
        .isEqualTo(
            "{\"mode\":[41.1,41.0],\"mean\":41.097,\"minimum\":41.0,\"maximum\":50.0,"
                + "\"percentile-25\":41.0,\"median\":41.1,\"percentile-75\":41.1,"
                + "\"percentile-95\":1e+16,\"variance\":1e-05,\"standard-deviation\":0.25}");
    assertThat(text(Statistics.NONE)).isEqualTo("{}");
  }

  @Test
  void no_points_are_an_empty_list() {
    assertThat(text(Stream.of())).isEqualTo("[]");
  }

  /** Every value that esmond's vectors store. */
  static Stream<Value> storedValues() {
    return Stream.concat(
        Vectors.cases("value-validation.json")
            .filter(vector -> vector.has("stored"))
            .filter(vector -> !vector.get("input").toString().equals("[]"))
            .map(PointDocumentTest::parsed),
        Vectors.cases("histogram-aggregations.json")
            .map(vector -> Value.parse(ValueType.HISTOGRAM, vector.get("aggregation").toString())));
  }

  private static Value parsed(JsonNode vector) {
    String type = vector.get("type").textValue().toUpperCase(Locale.ROOT);
    return Value.parse(ValueType.valueOf(type), vector.get("input").toString());
  }

  @ParameterizedTest
  @MethodSource("storedValues")
  void a_value_that_is_written_reads_back(Value value) {
    if (value instanceof Percentage percentage) {
      assertThat(Double.parseDouble(text(value))).isEqualTo(percentage.value());
    } else {
      ValueType type =
          Stream.of(ValueType.values())
              .filter(each -> each.includes(value))
              .findFirst()
              .orElseThrow();
      assertThat(Value.parse(type, text(value))).isEqualTo(value);
    }
  }

  @Test
  void numbers_of_any_size_read_back() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      long whole = random.nextLong() >> random.nextInt(64);
      Value integer = new IntegerValue(whole);
      Value number = new FloatValue(whole % 1_000_000_000_000_000L);
      Average average = Average.ofFloats(whole, 1 + random.nextInt(1000));

      assertThat(Value.parse(ValueType.INTEGER, text(integer)))
          .as("seed %d", seed)
          .isEqualTo(integer);
      assertThat(Value.parse(ValueType.FLOAT, text(number))).as("seed %d", seed).isEqualTo(number);
      assertThat(Double.parseDouble(text(average))).as("seed %d", seed).isEqualTo(average.value());
    }
  }

  static Stream<JsonNode> statistics() {
    return Vectors.cases("histogram-statistics.json");
  }

  @ParameterizedTest
  @MethodSource("statistics")
  void statistics_read_back(JsonNode vector) {
    Series series = new Series("k", EventType.HISTOGRAM_RTT, SummaryType.STATISTICS, 300);
    Statistics statistics =
        ((Histogram) Value.parse(ValueType.HISTOGRAM, vector.get("histogram").toString()))
            .statistics();

    assertThat(Value.of(series, new StoredValue.Text(text(statistics)))).isEqualTo(statistics);
  }

  @Test
  void text_and_bytes_are_alike() throws IOException {
    Supplier<Stream<Point>> points =
        () ->
            Stream.iterate(1L, n -> n + 1)
                .limit(10_000)
                .map(n -> new Point(TIME.plusSeconds(n), new IntegerValue(n)));
    StringBuilder text = new StringBuilder();

    ArchiveDocuments.points(points.get()).appendTo(text);

    assertThat(text.toString()).isEqualTo(text(points.get()));
    assertThat(new ObjectMapper().readTree(text.toString())).hasSize(10_000);
  }

  @Test
  void a_document_is_written_while_its_points_are_read() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<Integer> written = new ArrayList<>();
    Stream<Point> points =
        Stream.generate(() -> new Point(TIME, new IntegerValue(1)))
            .limit(10_000)
            .peek(point -> written.add(out.size()));

    ArchiveDocuments.points(points).writeTo(out);

    int each = out.size() / 10_000;
    for (int i = 0; i < written.size(); i++) {
      assertThat(i * each - written.get(i)).isLessThan(10_000);
    }
  }

  @Test
  void a_document_of_a_stream_is_written_once() {
    JsonDocument document = ArchiveDocuments.points(Stream.of());

    assertThat(document.bytes()).asString(UTF_8).isEqualTo("[]");
    assertThatThrownBy(document::bytes).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void an_error_leaves_a_document_that_is_no_json() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThatThrownBy(() -> ArchiveDocuments.points(failingAfter(1_000)).writeTo(out))
        .hasMessage("read failed");

    assertThat(out.size()).isPositive();
    assertThatThrownBy(() -> new ObjectMapper().readTree(out.toByteArray()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void an_early_error_leaves_nothing_written() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThatThrownBy(() -> ArchiveDocuments.points(failingAfter(50)).writeTo(out))
        .hasMessage("read failed");

    assertThat(out.size()).isZero();
  }

  private static Stream<Point> failingAfter(int points) {
    return Stream.iterate(0, n -> n + 1)
        .map(
            n -> {
              if (n == points) {
                throw new IllegalStateException("read failed");
              }
              return new Point(TIME, new IntegerValue(n));
            });
  }

  @Test
  void a_target_that_fails_ends_the_document() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("the client has gone");
          }
        };

    assertThatThrownBy(() -> ArchiveDocuments.points(Stream.of()).writeTo(full))
        .isInstanceOf(IOException.class)
        .hasMessage("the client has gone");
  }
}

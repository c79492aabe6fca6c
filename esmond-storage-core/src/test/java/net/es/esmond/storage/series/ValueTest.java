package net.es.esmond.storage.series;

import static net.es.esmond.storage.series.EventType.HISTOGRAM_RTT;
import static net.es.esmond.storage.series.EventType.NTP_DELAY;
import static net.es.esmond.storage.series.EventType.PACKET_LOSS_RATE;
import static net.es.esmond.storage.series.EventType.PACKET_TRACE;
import static net.es.esmond.storage.series.EventType.THROUGHPUT;
import static net.es.esmond.storage.series.EventType.THROUGHPUT_SUBINTERVALS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.es.esmond.storage.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTest {
  static Stream<Arguments> valuesOfEveryType() {
    return Stream.of(
        Arguments.of(THROUGHPUT, new IntegerValue(Long.MIN_VALUE)),
        Arguments.of(NTP_DELAY, FloatValue.of(-1.2345)),
        Arguments.of(PACKET_LOSS_RATE, new Percentage(0, 600)),
        Arguments.of(HISTOGRAM_RTT, Histogram.of(Map.of("41.0", 98L, "9.5", 2L))),
        Arguments.of(PACKET_TRACE, Value.parse(ValueType.JSON, "{\"b\":[1,null],\"a\":\"ü\"}")),
        Arguments.of(
            THROUGHPUT_SUBINTERVALS,
            Value.parse(
                ValueType.SUBINTERVAL, "[{\"start\":\"0\",\"duration\":1.5,\"val\":null}]")));
  }

  @ParameterizedTest
  @MethodSource("valuesOfEveryType")
  void a_value_comes_back_from_its_stored_form(EventType eventType, Value value) {
    Value back = Value.of(Series.base("k", eventType), value.stored());

    assertThat(back).isEqualTo(value).hasSameHashCodeAs(value);
    assertThat(Stream.of(ValueType.values()).filter(type -> type.includes(value)))
        .containsExactly(eventType.valueType());
  }

  @Test
  void an_average_comes_back_from_its_stored_form() {
    Average average = new Average(25_000, 2, 10_000_000);
    Series series = new Series("k", NTP_DELAY, SummaryType.AVERAGE, 300);

    assertThat(Value.of(series, average.stored())).isEqualTo(average);
    assertThat(average.value()).isEqualTo(1.25);
    assertThat(new Average(-7, 2, 1000).value()).isEqualTo(-3.5);
  }

  @Test
  void a_stored_form_of_another_series_is_refused() {
    Series integers = Series.base("k", THROUGHPUT);

    assertThatThrownBy(() -> Value.of(integers, new StoredValue.Text("{}")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("WHOLE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INTEGER|9223372036854775808|Value must be an integer of 64 bits",
        "INTEGER|\"-9223372036854775809\"|Value must be an integer of 64 bits",
        "INTEGER|1e19|Value must be an integer of 64 bits",
        "INTEGER|1e999|Value must be an integer",
        "INTEGER|null|Value must be an integer",
        "INTEGER|\"1_0\"|Value must be an integer",
        "INTEGER|\"\"|Value must be an integer",
        "FLOAT|\"nan\"|Value must be a floating point number",
        "FLOAT|\"-Infinity\"|Value must be a floating point number",
        "FLOAT|1e999|Value must be a floating point number",
        "FLOAT|\"0x1p3\"|Value must be a floating point number",
        "FLOAT|1e15|Value must be a floating point number of 64 bits in ten-thousandths",
        "PERCENTAGE|5|Missing required field 'numerator'",
        "PERCENTAGE|{\"numerator\":1,\"denominator\":-1}"
            + "|The field 'denominator' must be greater than 0",
        "PERCENTAGE|{\"numerator\":1e30,\"denominator\":1}"
            + "|The field 'numerator' must be an integer of 64 bits",
        "HISTOGRAM|{\"1\":-1}|Value of histogram must be an integer of 0 or more",
        "HISTOGRAM|{\"1\":[1]}|Invalid histogram provided",
        "HISTOGRAM|{\"1\":null}|Invalid histogram provided",
        "HISTOGRAM|{\"1\":18446744073709551616}|Value of histogram must be an integer of 64 bits",
        "HISTOGRAM|{\"1\":1,\"1\":2}|Value must be valid JSON: Duplicate field '1'",
        "SUBINTERVAL|{\"start\":1}|Invalid subintervals provided",
        "SUBINTERVAL|[\"start duration val\"]|Invalid subintervals provided",
        "SUBINTERVAL|[{\"start\":null,\"duration\":1,\"val\":1}]|Invalid subintervals provided",
        "SUBINTERVAL|[{\"start\":0,\"duration\":1,\"val\":1},{\"start\":1,\"val\":1}]"
            + "|Interval must contain 'duration' field at position 2",
        "JSON|1e999|numbers must be finite",
        "JSON|[-1e999]|numbers must be finite",
        "JSON|{}{}|Value must be valid JSON",
        "JSON|NaN|Value must be valid JSON",
        "JSON|''|Value must be valid JSON",
      })
  void bad_input_is_refused_with_the_rule(ValueType type, String json, String rule) {
    assertThatThrownBy(() -> Value.parse(type, json))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("val: " + rule);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e300})
  void a_float_that_cannot_be_stored_is_refused(double value) {
    assertThatThrownBy(() -> FloatValue.of(value)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void a_float_of_four_decimal_places_is_kept() {
    for (int units = -100_000; units <= 100_000; units++) {
      assertThat(FloatValue.of(units / 10_000.0)).isEqualTo(new FloatValue(units));
    }
    assertThat(FloatValue.of(0.00299)).isEqualTo(new FloatValue(29));
    assertThat(FloatValue.of(Math.nextDown(0.003))).isEqualTo(new FloatValue(29));
  }

  @Test
  void documents_nest_a_hundred_levels_and_no_deeper() {
    String deepest = "[".repeat(100) + "]".repeat(100);
    String deeper = "[".repeat(100_000) + "]".repeat(100_000);

    assertThat(Value.parse(ValueType.JSON, deepest).stored())
        .isEqualTo(new StoredValue.Text(deepest));
    assertThatThrownBy(() -> Value.parse(ValueType.JSON, deeper))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("depth");
  }

  @Test
  void documents_are_four_mebibytes_and_no_longer() {
    String longest = '"' + "x".repeat(JsonValue.MAX_CHARS - 2) + '"';
    String longer = '"' + "x".repeat(JsonValue.MAX_CHARS - 1) + '"';
    String escaped = '"' + "\u00fc".repeat(JsonValue.MAX_CHARS - 2) + '"';

    assertThat(JsonValue.of(longest).text()).hasSize(JsonValue.MAX_CHARS);
    for (String tooLong : List.of(longer, escaped)) {
      assertThatThrownBy(() -> JsonValue.of(tooLong))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("at most 4194304 characters");
    }
  }

  @Test
  void equal_documents_have_equal_texts() {
    String oneWay = "{\"a\": 1, \"b\": 1.50}";
    String otherWay = "{\"b\":15e-1,\"a\":1}";

    assertThat(JsonValue.of(oneWay)).isEqualTo(JsonValue.of(otherWay));
    assertThat(JsonValue.of(oneWay).text()).isEqualTo("{\"a\":1,\"b\":1.5}");
  }

  @Test
  void documents_keep_text_and_numbers_beyond_javas_types() {
    String text = "[\"\\uD800\",18446744073709551615,2.0E-3,\"\\u00FC\"]";

    assertThat(((JsonValue) Value.parse(ValueType.JSON, text)).text())
        .isEqualTo("[\"\\uD800\",18446744073709551615,0.002,\"\\u00FC\"]");
  }

  @Test
  void equal_histograms_have_equal_texts_sorted_by_the_buckets_numbers() {
    Value histogram = Value.parse(ValueType.HISTOGRAM, "{\"x\":1,\"10\":2,\"9.5\":\"3\",\"-1\":4}");

    assertThat(histogram)
        .isEqualTo(Value.parse(ValueType.HISTOGRAM, "{\"-1\":4,\"9.5\":3.0,\"10\":2,\"x\":1}"))
        .isEqualTo(Histogram.of(Map.of("x", 1L, "10", 2L, "9.5", 3L, "-1", 4L)));
    assertThat(histogram.stored())
        .isEqualTo(new StoredValue.Text("{\"-1\":4,\"9.5\":3,\"10\":2,\"x\":1}"));
    assertThat(((Histogram) histogram).counts()).containsEntry("9.5", 3L).hasSize(4);
  }

  @Test
  void buckets_of_one_number_and_several_names_stay_apart() {
    Histogram histogram = Histogram.of(Map.of("88", 1L, "88.00", 2L, "-0", 3L, "0", 4L));

    assertThat(histogram.text()).isEqualTo("{\"-0\":3,\"0\":4,\"88\":1,\"88.00\":2}");
  }

  @Test
  void stored_text_that_is_no_histogram_is_refused_when_read() {
    Series series = Series.base("k", HISTOGRAM_RTT);
    Histogram histogram = (Histogram) Value.of(series, new StoredValue.Text("{\"1\":[]}"));

    assertThatThrownBy(histogram::counts)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("stored histogram");
  }

  @Test
  void a_histogram_that_may_be_made_may_be_read() {
    for (String name : new String[] {"x".repeat(50_000), "é".repeat(50_000), "😀".repeat(25_000)}) {
      Histogram histogram = Histogram.of(Map.of(name, 1L));
      assertThat(histogram.counts()).isEqualTo(Map.of(name, 1L));
      assertThat(Value.parse(ValueType.HISTOGRAM, histogram.text())).isEqualTo(histogram);
    }
    assertThatThrownBy(() -> Histogram.of(Map.of("x".repeat(50_001), 1L)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("names must have at most 50000 characters");
  }

  @ParameterizedTest
  @MethodSource("extremeDocuments")
  void a_document_that_may_be_made_may_be_read(String json) {
    JsonValue value = JsonValue.of(json);

    assertThat(value.text()).isEqualTo(json);
    assertThat(JsonValue.of(value.text())).isEqualTo(value);
  }

  static Stream<String> extremeDocuments() {
    return Stream.of(
        "9".repeat(1000),
        "-1" + "0".repeat(998),
        "{\"" + "x".repeat(50_000) + "\":1}",
        "\"\\uD83D\"",
        '"' + "x".repeat(JsonValue.MAX_CHARS - 2) + '"',
        "4.9E-324",
        "-0.0");
  }

  @ParameterizedTest
  @MethodSource("excessiveDocuments")
  void an_excessive_document_is_refused(String json) {
    assertThatThrownBy(() -> JsonValue.of(json)).isInstanceOf(InvalidInputException.class);
  }

  static Stream<String> excessiveDocuments() {
    return Stream.of(
        "1" + "0".repeat(1000),
        "1".repeat(1_000_000),
        "{\"" + "x".repeat(50_001) + "\":1}",
        '"' + "x".repeat(JsonValue.MAX_CHARS - 1) + '"');
  }

  @Test
  void statistics_are_finite_numbers_or_none_at_all() {
    Series series = new Series("k", HISTOGRAM_RTT, SummaryType.STATISTICS, 300);
    Statistics some = new Statistics(List.of(1.0), 1, 1, 1, 1, 1, 1, 1, 0, 0);

    assertThat(Value.of(series, some.stored())).isEqualTo(some);
    assertThat(Value.of(series, Statistics.NONE.stored())).isEqualTo(Statistics.NONE);
    assertThatThrownBy(() -> new Statistics(List.of(1.0), Double.NaN, 1, 1, 1, 1, 1, 1, 0, 0))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> new Statistics(List.of(), 1, 1, 1, 1, 1, 1, 1, 0, 0))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(
            () -> new Statistics(List.of(Double.POSITIVE_INFINITY), 1, 1, 1, 1, 1, 1, 1, 0, 0))
        .isInstanceOf(InvalidInputException.class);
  }
}

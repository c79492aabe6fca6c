package net.es.esmond.storage.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Random;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.FloatValue;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExactValueTest {
  private static final String KEY = "0123";
  private static final Series INTEGERS = Series.base(KEY, EventType.THROUGHPUT);
  private static final Series FLOATS = Series.base(KEY, EventType.NTP_DELAY);
  private static final Series SHARES = Series.base(KEY, EventType.PACKET_LOSS_RATE);
  private static final Series AVERAGES =
      new Series(KEY, EventType.THROUGHPUT, SummaryType.AVERAGE, 300);
  private static final Series FLOAT_AVERAGES =
      new Series(KEY, EventType.NTP_DELAY, SummaryType.AVERAGE, 300);

  private static Value again(Series series, Value value) {
    return ExactValue.read(series, Json.read(ExactValue.text(value)));
  }

  @Test
  void values_of_64_bits_keep_every_digit() {
    Random random = new Random(5);
    for (int i = 0; i < 50_000; i++) {
      long number = random.nextLong() >> random.nextInt(64);
      long count = 1 + (random.nextLong() >>> (1 + random.nextInt(63)));
      for (var each :
          new Object[][] {
            {INTEGERS, new IntegerValue(number)},
            {FLOATS, new FloatValue(number)},
            {SHARES, new Percentage(Math.abs(number >> 1), count)},
            {AVERAGES, Average.ofIntegers(number, count)},
            {FLOAT_AVERAGES, Average.ofFloats(number, count)}
          }) {
        assertThat(again((Series) each[0], (Value) each[1])).isEqualTo(each[1]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0.0029, 29", "-1.5, -15000", "7.0, 70000", "1e-9, 0", "12, 120000"})
  void floats_are_read_as_they_are_served(String served, long tenThousandths) {
    assertThat(ExactValue.read(FLOATS, Json.read(served)))
        .isEqualTo(new FloatValue(tenThousandths));
  }

  /** The first one has 2^64 ten-thousandths, whose lowest 64 bits are none. */
  @ParameterizedTest
  @ValueSource(strings = {"1844674407370955.1616", "1e30", "-1e300", "1e999999999"})
  void floats_too_large_to_store_are_refused(String served) {
    assertThatThrownBy(() -> ExactValue.read(FLOATS, Json.read(served)))
        .isInstanceOf(InvalidInputException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "-1e18", "\"soon\"", "null", "{}"})
  void times_that_no_clock_shows_are_refused(String seconds) {
    assertThatThrownBy(() -> PointLines.time(Json.read(seconds)))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void times_are_read_to_the_millisecond() {
    assertThat(PointLines.time(Json.read("1480000000.1239")))
        .isEqualTo(Instant.ofEpochMilli(1_480_000_000_123L));
  }

  @Test
  void served_averages_have_the_served_quotient() {
    Random random = new Random(6);
    for (int i = 0; i < 50_000; i++) {
      long count = 1 + random.nextInt(100_000);
      double integers = Average.ofIntegers(random.nextLong(1L << 45), count).value();
      double floats = Average.ofFloats(random.nextLong(1L << 40), count).value();
      assertThat(((Average) ExactValue.read(AVERAGES, Json.read("" + integers))).value())
          .isEqualTo(integers);
      assertThat(((Average) ExactValue.read(FLOAT_AVERAGES, Json.read("" + floats))).value())
          .isEqualTo(floats);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"sum\": 1}'",
    "'{\"sum\": 1, \"count\": 0}'",
    "'\"x\"'",
    "null",
    "'{\"sum\":1e99,\"count\":1}'"
  })
  void what_is_no_average_is_refused(String json) {
    assertThatThrownBy(() -> ExactValue.read(AVERAGES, Json.read(String.valueOf(json))))
        .isInstanceOf(InvalidInputException.class);
  }
}

package net.es.esmond.storage.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.FloatValue;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;
import org.junit.jupiter.api.Test;

class ThriftValueTest {
  private static final String KEY = "67a3c298de0b4237abee56b879e03587";

  private static Value of(Series series, Object... columns) {
    Map<String, ByteBuffer> bytes = new HashMap<>();
    for (int i = 0; i < columns.length; i += 2) {
      bytes.put(
          (String) columns[i],
          columns[i + 1] instanceof Number number
              ? ByteBuffer.allocate(Long.BYTES).putLong(0, number.longValue())
              : StandardCharsets.UTF_8.encode((String) columns[i + 1]));
    }
    return ThriftValue.of(series, bytes);
  }

  @Test
  void counters_become_values_of_their_event_type() {
    Series averages = new Series(KEY, EventType.THROUGHPUT, SummaryType.AVERAGE, 86_400);

    assertThat(of(Series.base(KEY, EventType.THROUGHPUT), "val", 7, "is_valid", 1))
        .isEqualTo(new IntegerValue(7));
    assertThat(of(Series.base(KEY, EventType.THROUGHPUT), "", 7)).isEqualTo(new IntegerValue(7));
    assertThat(of(Series.base(KEY, EventType.NTP_DELAY), "val", 29, "10000000", 1))
        .isEqualTo(new FloatValue(29));
    assertThat(of(Series.base(KEY, EventType.PACKET_LOSS_RATE), "val", 3, "1000", 600))
        .isEqualTo(new Percentage(3, 600));
    assertThat(of(averages, "val", 22, "base_freq", 1000, "count", 7))
        .isEqualTo(Average.ofIntegers(22, 7));
  }

  @Test
  void texts_become_values_in_their_one_form() {
    Series statistics = new Series(KEY, EventType.HISTOGRAM_RTT, SummaryType.STATISTICS, 86_400);
    Histogram histogram = Histogram.of(Map.of("12.5", 3L, "2", 1L));

    assertThat(of(Series.base(KEY, EventType.HISTOGRAM_RTT), "", "{\"12.5\": 3, \"2\": 1}"))
        .isEqualTo(histogram);
    assertThat(
            of(
                statistics,
                "",
                "{\"mode\": [3.0], \"mean\": 3.0, \"median\": 3.0, "
                    + "\"minimum\": 3, \"maximum\": 3, \"percentile-25\": 3, \"percentile-75\": 3, "
                    + "\"percentile-95\": 3, \"variance\": 0, \"standard-deviation\": 0}"))
        .isEqualTo(Histogram.of(Map.of("3", 7L)).statistics());
  }

  @Test
  void columns_of_another_form_are_refused() {
    Series losses = Series.base(KEY, EventType.PACKET_LOSS_RATE);

    assertThatThrownBy(() -> of(losses, "val", 3)).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> of(Series.base(KEY, EventType.THROUGHPUT), "val", "seven"))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> of(Series.base(KEY, EventType.HISTOGRAM_RTT), "", "7"))
        .isInstanceOf(InvalidInputException.class);
  }
}

package net.es.esmond.storage.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Stream;
import net.es.esmond.storage.Vectors;
import net.es.esmond.storage.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatisticsTest {
  static Stream<JsonNode> cases() {
    return Vectors.cases("histogram-statistics.json");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void come_back_from_their_stored_form(JsonNode vector) {
    Series series = new Series("k", EventType.HISTOGRAM_RTT, SummaryType.STATISTICS, 300);
    Statistics statistics =
        ((Histogram) Value.parse(ValueType.HISTOGRAM, vector.get("histogram").toString()))
            .statistics();

    assertThat(Value.of(series, statistics.stored())).isEqualTo(statistics);
  }

  @Test
  void of_nothing_are_none() {
    assertThat(Histogram.of(Map.of()).statistics()).isEqualTo(Statistics.NONE);
    assertThat(Histogram.of(Map.of("1", 0L)).statistics()).isEqualTo(Statistics.NONE);
    assertThat(Histogram.of(Map.of("1e308", 9L)).statistics().isEmpty()).isTrue();
    assertThat(Histogram.of(Map.of("nan", 9L)).statistics().isEmpty()).isTrue();
  }

  @Test
  void see_a_bucket_that_counts_nothing_as_esmond_does() {
    Statistics statistics = Histogram.of(Map.of("1", 1L, "2", 0L, "3", 1L)).statistics();

    assertThat(statistics.median()).isEqualTo(1.5);
    assertThat(statistics.mode()).containsExactly(1.0, 3.0);
  }

  @Test
  void of_counts_beyond_64_bits_are_refused() {
    Histogram histogram = Histogram.of(Map.of("1", Long.MAX_VALUE, "2", 1L));

    assertThatThrownBy(histogram::statistics).isInstanceOf(InvalidInputException.class);
  }
}

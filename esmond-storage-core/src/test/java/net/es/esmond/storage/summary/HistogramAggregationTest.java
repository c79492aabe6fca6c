package net.es.esmond.storage.summary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import net.es.esmond.storage.Vectors;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.ValueType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HistogramAggregationTest {
  private static final Series DAILY =
      new Series("k", EventType.HISTOGRAM_OWDELAY, SummaryType.AGGREGATION, 86_400);

  static Stream<JsonNode> cases() {
    return Vectors.cases("histogram-aggregations.json");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void merges_as_esmond_does(JsonNode vector) {
    Accumulator aggregation = Accumulator.of(DAILY);
    vector
        .get("histograms")
        .forEach(json -> aggregation.add(Value.parse(ValueType.HISTOGRAM, json), 1));

    assertThat(aggregation.value())
        .isEqualTo(Value.parse(ValueType.HISTOGRAM, vector.get("aggregation")));
  }
}

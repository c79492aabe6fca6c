package net.es.esmond.storage.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.ValueType;
import net.es.esmond.storage.summary.Accumulator;

/** Histograms merged into one. */
final class HistogramAggregationsFile implements VectorFile {
  private static final Series DAILY =
      new Series("k", EventType.HISTOGRAM_OWDELAY, SummaryType.AGGREGATION, 86_400);

  @Override
  public String name() {
    return "histogram-aggregations.json";
  }

  @Override
  public void check(JsonNode vector) {
    Accumulator aggregation = Accumulator.of(DAILY);
    for (JsonNode histogram : vector.get("histograms")) {
      aggregation.add(Value.parse(ValueType.HISTOGRAM, histogram.toString()), 1);
    }
    assertThat(aggregation.value())
        .isEqualTo(Value.parse(ValueType.HISTOGRAM, vector.get("aggregation").toString()));
  }
}

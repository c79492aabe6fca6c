package net.es.esmond.storage.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.ValueType;

/**
 * Statistics of histograms. esmond adds up buckets in the order in which they arrived, this library
 * in the order of their numbers, so that the mean, and what is made from it, may differ in the last
 * bits; everything else must be equal.
 */
final class HistogramStatisticsFile implements VectorFile {
  @Override
  public String name() {
    return "histogram-statistics.json";
  }

  @Override
  public void check(JsonNode vector) {
    Histogram histogram =
        (Histogram) Value.parse(ValueType.HISTOGRAM, vector.get("histogram").toString());
    StoredValue stored = histogram.statistics().stored();
    JsonNode actual = ValueValidationFile.json((StoredValue.Text) stored);
    JsonNode expected = vector.get("statistics");
    assertThat(actual).hasSameSizeAs(expected);
    for (var statistic : expected.properties()) {
      check(statistic.getKey(), actual.path(statistic.getKey()), statistic.getValue(), expected);
    }
  }

  private static void check(String name, JsonNode actual, JsonNode expected, JsonNode all) {
    if (name.equals("mode")) {
      assertThat(actual).as(name).containsExactlyInAnyOrderElementsOf(expected);
      return;
    }
    double value = expected.doubleValue();
    double scale = Math.max(magnitude(all.get("minimum")), magnitude(all.get("maximum")));
    double tolerance =
        switch (name) {
          case "mean" -> scale * 1e-12;
          case "variance" -> Math.max(value * 1e-9, scale * scale * 1e-24);
          case "standard-deviation" -> Math.max(value * 1e-9, scale * 1e-12);
          default -> 0;
        };
    assertThat(actual.doubleValue()).as(name).isCloseTo(value, within(tolerance));
  }

  private static double magnitude(JsonNode number) {
    return Math.abs(number.doubleValue());
  }
}

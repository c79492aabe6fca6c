package net.es.esmond.storage.summary;

import java.util.HashMap;
import java.util.Map;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;

/** Merges histograms, bucket by bucket. */
final class HistogramAccumulator extends Accumulator {
  private final Map<String, Sum> buckets = new HashMap<>();

  HistogramAccumulator(Series summary) {
    super(summary);
  }

  @Override
  boolean include(Value value) {
    if (!(value instanceof Histogram histogram)) {
      return false;
    }
    histogram
        .counts()
        .forEach((name, count) -> buckets.computeIfAbsent(name, key -> new Sum()).add(count));
    return true;
  }

  @Override
  Value result() {
    Map<String, Long> counts = new HashMap<>();
    buckets.forEach((name, sum) -> counts.put(name, fit(sum)));
    Histogram merged = Histogram.of(counts);
    return is(SummaryType.STATISTICS) ? merged.statistics() : merged;
  }
}

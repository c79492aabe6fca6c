package net.es.esmond.storage.summary;

import java.util.HashMap;
import java.util.Map;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.JsonValue;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;

/**
 * Merges histograms, bucket by bucket. As soon as the result can be no histogram any more, because
 * of the length of its text, all buckets are let go of.
 */
final class HistogramAccumulator extends Accumulator {
  /** What a name's text has besides: two quotes, a colon, a digit, and a comma or brace. */
  private static final int AROUND_NAME = 5;

  private Map<String, Sum> buckets = new HashMap<>();

  /** Least length of the result's text. */
  private long chars;

  HistogramAccumulator(Series summary) {
    super(summary);
  }

  @Override
  boolean include(Value value) {
    if (!(value instanceof Histogram histogram)) {
      return false;
    }
    if (!tooLong()) {
      histogram
          .counts()
          .forEach((name, count) -> buckets.computeIfAbsent(name, this::empty).add(count));
      if (tooLong()) {
        buckets = Map.of();
      }
    }
    return true;
  }

  private Sum empty(String name) {
    chars += name.length() + AROUND_NAME;
    return new Sum();
  }

  private boolean tooLong() {
    return chars > JsonValue.MAX_CHARS;
  }

  @Override
  Value result() {
    if (tooLong()) {
      throw new InvalidInputException(
          "val", summary, "must be at most " + JsonValue.MAX_CHARS + " characters of JSON");
    }
    Map<String, Long> counts = new HashMap<>();
    buckets.forEach((name, sum) -> counts.put(name, fit(sum)));
    Histogram merged = Histogram.of(counts);
    return is(SummaryType.STATISTICS) ? merged.statistics() : merged;
  }
}

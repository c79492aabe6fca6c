package net.es.esmond.storage.internal.downsample;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import net.es.esmond.storage.downsample.AggregateFunction;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.internal.summary.Part;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.JsonValue;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.Statistics;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.Value;
import org.jspecify.annotations.Nullable;

/** The histograms of a step, merged bucket by bucket. */
final class HistogramValues extends StepValues {
  private final Series base;
  private final Map<String, ExactSum> buckets = new HashMap<>();
  private long chars;
  private boolean computable = true;
  private @Nullable Histogram merged;
  private @Nullable Statistics statistics;

  HistogramValues(Series base) {
    this.base = base;
  }

  @Override
  void add(StoredPoint point) {
    super.add(point);
    merge((Histogram) Value.of(base, point.value()));
  }

  @Override
  void add(Part summary) {
    super.add(summary);
    merge((Histogram) summary.value());
  }

  private void merge(Histogram histogram) {
    if (!computable) {
      return;
    }
    for (Map.Entry<String, Long> bucket : histogram.counts().entrySet()) {
      ExactSum count = buckets.get(bucket.getKey());
      if (count == null) {
        count = new ExactSum();
        buckets.put(bucket.getKey(), count);
        chars += bucket.getKey().length() + 1L;
      }
      count.add(bucket.getValue());
    }
    if (chars > JsonValue.MAX_CHARS) {
      computable = false; // no histogram has as many buckets
      buckets.clear();
    }
  }

  @Override
  @Nullable BigDecimal value(AggregateFunction function) {
    if (function.equals(AggregateFunction.COUNT)) {
      return super.value(function);
    }
    try {
      return computable ? number(function) : null;
    } catch (InvalidInputException e) {
      computable = false; // a count exceeds 64 bits, or the histogram its greatest length
      return null;
    }
  }

  private @Nullable BigDecimal number(AggregateFunction function) {
    if (function.kind() == AggregateFunction.Kind.PERCENTILE) {
      OptionalDouble percentile = merged().percentile(function.percent());
      return percentile.isPresent() ? BigDecimal.valueOf(percentile.getAsDouble()) : null;
    }
    if (statistics == null) {
      statistics = merged().statistics();
    }
    if (statistics.isEmpty()) {
      return null;
    }
    return switch (function.kind()) {
      case MIN -> BigDecimal.valueOf(statistics.minimum());
      case MAX -> BigDecimal.valueOf(statistics.maximum());
      case MEAN -> BigDecimal.valueOf(statistics.mean());
      default -> null;
    };
  }

  private Histogram merged() {
    if (merged == null) {
      Map<String, Long> counts = new HashMap<>();
      buckets.forEach((name, sum) -> counts.put(name, fit(sum.value())));
      merged = Histogram.of(counts);
    }
    return merged;
  }

  private static long fit(BigInteger count) {
    if (count.bitLength() > 63) {
      throw new InvalidInputException("val", count, "must add up to at most 64 bits");
    }
    return count.longValue();
  }
}

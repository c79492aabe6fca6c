package net.es.esmond.storage.internal.downsample;

import java.math.BigDecimal;
import java.util.OptionalDouble;
import net.es.esmond.storage.downsample.AggregateFunction;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.internal.summary.Part;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.Statistics;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.summary.Accumulator;
import org.jspecify.annotations.Nullable;

/** The histograms of a step, merged bucket by bucket. */
final class HistogramValues extends StepValues {
  private final Series base;
  private final Accumulator histograms;
  private boolean computable = true;
  private @Nullable Histogram merged;
  private @Nullable Statistics statistics;

  HistogramValues(Series base) {
    this.base = base;
    histograms =
        Accumulator.of(
            new Series(base.metadataKey(), base.eventType(), SummaryType.AGGREGATION, 0));
  }

  @Override
  void add(StoredPoint point) {
    super.add(point);
    histograms.add(Value.of(base, point.value()), 1);
  }

  @Override
  void add(Part summary) {
    super.add(summary);
    histograms.add(summary.value(), summary.points());
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
      merged = (Histogram) histograms.value();
    }
    return merged;
  }
}

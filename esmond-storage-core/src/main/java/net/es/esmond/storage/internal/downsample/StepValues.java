package net.es.esmond.storage.internal.downsample;

import java.math.BigDecimal;
import java.util.Collection;
import net.es.esmond.storage.downsample.AggregateFunction;
import net.es.esmond.storage.internal.summary.Part;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.ValueType;
import net.es.esmond.storage.spi.Totals;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the points of one step. Points are added one by one, as totals of ranges, or as
 * summaries. This class knows their number, and subclasses their values. Not for use by several
 * threads.
 */
class StepValues {
  private long points;

  /** Creates the values of a step that is still empty. */
  static StepValues of(Series base, Collection<AggregateFunction> functions) {
    if (functions.stream().allMatch(AggregateFunction.COUNT::equals)) {
      return new StepValues();
    }
    ValueType type = base.eventType().valueType();
    return switch (type) {
      case INTEGER, FLOAT, PERCENTAGE -> new NumberValues(type, functions);
      case HISTOGRAM -> new HistogramValues(base);
      case JSON, SUBINTERVAL -> throw new IllegalStateException("no numbers of " + type);
    };
  }

  void add(StoredPoint point) {
    points++;
  }

  void add(Totals totals) {
    points += totals.points();
  }

  void add(Part summary) {
    points += summary.points();
  }

  final long points() {
    return points;
  }

  /** Returns the number of a function; null when it cannot be told exactly. */
  @Nullable BigDecimal value(AggregateFunction function) {
    return function.equals(AggregateFunction.COUNT) ? BigDecimal.valueOf(points) : null;
  }
}

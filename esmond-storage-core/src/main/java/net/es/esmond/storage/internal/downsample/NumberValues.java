package net.es.esmond.storage.internal.downsample;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Collection;
import net.es.esmond.storage.downsample.AggregateFunction;
import net.es.esmond.storage.internal.summary.Part;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.series.ValueType;
import net.es.esmond.storage.spi.Totals;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a step, each as a long: an integer, the ten-thousandths of a float, or the bits of
 * a percentage's share. The bits of doubles that are not negative have the order of the doubles.
 */
final class NumberValues extends StepValues {
  private static final int FLOAT_SCALE = 4;

  private final ValueType type;
  private final @Nullable HeldValues held;
  private final ExactSum sum = new ExactSum();
  private final ExactSum denominators = new ExactSum();
  private long least = Long.MAX_VALUE;
  private long greatest = Long.MIN_VALUE;
  private boolean extremesKnown = true;
  private long first;
  private long firstMillis = Long.MAX_VALUE;
  private long last;
  private long lastMillis = Long.MIN_VALUE;
  private boolean eachKnown = true;

  NumberValues(ValueType type, Collection<AggregateFunction> functions) {
    this.type = type;
    this.held =
        functions.stream().anyMatch(f -> f.kind() == AggregateFunction.Kind.PERCENTILE)
            ? new HeldValues()
            : null;
  }

  @Override
  void add(StoredPoint point) {
    super.add(point);
    long number = add(point.value());
    least = Math.min(least, number);
    greatest = Math.max(greatest, number);
    if (point.timeMillis() < firstMillis) {
      first = number;
      firstMillis = point.timeMillis();
    }
    if (point.timeMillis() > lastMillis) {
      last = number;
      lastMillis = point.timeMillis();
    }
    if (held != null) {
      held.add(number);
    }
  }

  /** Adds to the sums. Returns the number that stands for the value. */
  private long add(StoredValue value) {
    if (value instanceof StoredValue.Whole whole) {
      sum.add(whole.value());
      return whole.value();
    }
    StoredValue.Ratio ratio = (StoredValue.Ratio) value;
    sum.add(ratio.numerator());
    if (type != ValueType.PERCENTAGE) {
      return ratio.numerator();
    }
    denominators.add(ratio.denominator());
    return Double.doubleToRawLongBits((double) ratio.numerator() / ratio.denominator());
  }

  @Override
  void add(Totals totals) {
    super.add(totals);
    sum.add(totals.sum());
    denominators.add(totals.denominators());
    eachKnown &= totals.points() == 0;
    if (totals.extremes().isPresent() && type != ValueType.PERCENTAGE) {
      least = Math.min(least, totals.extremes().get().least());
      greatest = Math.max(greatest, totals.extremes().get().greatest());
    } else {
      extremesKnown &= totals.points() == 0;
    }
  }

  @Override
  void add(Part summary) {
    super.add(summary);
    add(summary.value().stored());
    eachKnown = false;
    extremesKnown = false;
  }

  @Override
  @Nullable BigDecimal value(AggregateFunction function) {
    return switch (function.kind()) {
      case COUNT -> super.value(function);
      case MEAN -> mean();
      case SUM -> type == ValueType.PERCENTAGE ? mean() : decimal(sum.value());
      case MIN -> extremesKnown ? number(least) : null;
      case MAX -> extremesKnown ? number(greatest) : null;
      case FIRST -> eachKnown ? number(first) : null;
      case LAST -> eachKnown ? number(last) : null;
      case PERCENTILE ->
          eachKnown && held != null ? held.percentile(function.percent(), this::number) : null;
    };
  }

  private BigDecimal mean() {
    BigDecimal count =
        type == ValueType.PERCENTAGE
            ? new BigDecimal(denominators.value())
            : BigDecimal.valueOf(points());
    return decimal(sum.value()).divide(count, MathContext.DECIMAL128);
  }

  private BigDecimal number(long number) {
    return type == ValueType.PERCENTAGE
        ? BigDecimal.valueOf(Double.longBitsToDouble(number))
        : decimal(BigInteger.valueOf(number));
  }

  private BigDecimal decimal(BigInteger number) {
    return new BigDecimal(number, type == ValueType.FLOAT ? FLOAT_SCALE : 0);
  }
}

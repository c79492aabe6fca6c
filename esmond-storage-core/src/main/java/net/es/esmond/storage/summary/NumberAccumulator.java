package net.es.esmond.storage.summary;

import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.FloatValue;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.ValueType;

/** Adds numerators and denominators; a plain number has a denominator of 1. */
final class NumberAccumulator extends Accumulator {
  private final ValueType type;
  private final Sum numerator = new Sum();
  private final Sum denominator = new Sum();

  NumberAccumulator(Series summary) {
    super(summary);
    this.type = summary.eventType().valueType();
  }

  @Override
  boolean include(Value value) {
    if (value instanceof Average average) {
      return is(SummaryType.AVERAGE) && include(average.sum(), average.count());
    }
    if (!type.includes(value)) {
      return false;
    }
    if (value instanceof IntegerValue integer) {
      return include(integer.value(), 1);
    }
    if (value instanceof FloatValue number) {
      return include(number.tenThousandths(), 1);
    }
    return value instanceof Percentage share && include(share.numerator(), share.denominator());
  }

  private boolean include(long aNumerator, long aDenominator) {
    numerator.add(aNumerator);
    denominator.add(aDenominator);
    return true;
  }

  @Override
  Value result() {
    long sum = fit(numerator);
    if (type == ValueType.PERCENTAGE) {
      return new Percentage(sum, fit(denominator));
    }
    if (is(SummaryType.AVERAGE)) {
      return type == ValueType.FLOAT
          ? Average.ofFloats(sum, fit(denominator))
          : Average.ofIntegers(sum, fit(denominator));
    }
    return type == ValueType.FLOAT ? new FloatValue(sum) : new IntegerValue(sum);
  }
}

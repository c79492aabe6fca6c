package net.es.esmond.storage.summary;

import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.Form;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;

/** Adds numerators and denominators; a whole number has a denominator of 1. */
final class NumberAccumulator extends Accumulator {
  private final Sum numerator = new Sum();
  private final Sum denominator = new Sum();
  private long baseFreq = 1000;

  NumberAccumulator(Series summary) {
    super(summary);
  }

  @Override
  boolean include(Value value) {
    boolean due =
        value instanceof Average
            ? is(SummaryType.AVERAGE)
            : summary.eventType().valueType().includes(value);
    return due && include(value.stored());
  }

  private boolean include(StoredValue stored) {
    if (stored instanceof StoredValue.Whole whole) {
      numerator.add(whole.value());
      denominator.add(1);
      return true;
    }
    if (stored instanceof StoredValue.Ratio ratio) {
      numerator.add(ratio.numerator());
      denominator.add(ratio.denominator());
      baseFreq = ratio.baseFreq();
      return true;
    }
    return false;
  }

  @Override
  Value result() {
    long sum = fit(numerator);
    return Value.of(
        summary,
        Form.of(summary) == Form.WHOLE
            ? new StoredValue.Whole(sum)
            : new StoredValue.Ratio(sum, fit(denominator), baseFreq));
  }
}

package net.es.esmond.storage.series;

/** Values that are stored as a numerator over a denominator. */
final class Ratios {
  /** esmond's {@code base_freq} of integers and percentages. */
  static final long BASE_FREQ = 1000;

  /** esmond's {@code base_freq} of floats, which are kept in ten-thousandths. */
  static final long FLOAT_BASE_FREQ = BASE_FREQ * FloatValue.UNITS_PER_ONE;

  private Ratios() {}

  static Value value(Series series, StoredValue.Ratio ratio) {
    if (series.summaryType() == SummaryType.AVERAGE) {
      return new Average(ratio.numerator(), ratio.denominator(), ratio.baseFreq());
    }
    return series.eventType().valueType() == ValueType.FLOAT
        ? new FloatValue(ratio.numerator())
        : new Percentage(ratio.numerator(), ratio.denominator());
  }
}

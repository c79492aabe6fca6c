package net.es.esmond.storage.series;

/** esmond's {@code base_freq} of values that are stored as a numerator over a denominator. */
final class Ratios {
  /** The one of integers and percentages. */
  static final long BASE_FREQ = 1000;

  /** The one of floats, which are kept in ten-thousandths. */
  static final long FLOAT_BASE_FREQ = BASE_FREQ * FloatValue.UNITS_PER_ONE;

  private Ratios() {}
}

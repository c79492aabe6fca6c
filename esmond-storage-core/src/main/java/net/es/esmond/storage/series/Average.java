package net.es.esmond.storage.series;

import net.es.esmond.storage.error.InvalidInputException;

/**
 * An average stands for the integers or floats of a window, and is kept exactly.
 *
 * @param sum sum of the integers, or of the floats' ten-thousandths
 * @param count number of points, 1 or more
 * @param baseFreq esmond's {@code base_freq}: 1000 for integers, 10,000,000 for floats
 */
public record Average(long sum, long count, long baseFreq) implements Value {

  /** Checks the count and the base frequency. */
  public Average {
    if (count <= 0) {
      throw new InvalidInputException("count", count, "must be greater than 0");
    }
    if (baseFreq != Ratios.BASE_FREQ && baseFreq != Ratios.FLOAT_BASE_FREQ) {
      throw new InvalidInputException("base_freq", baseFreq, "must be 1000 or 10000000");
    }
  }

  /**
   * Makes an average of integers.
   *
   * @param sum sum of the integers
   * @param count number of points, 1 or more
   * @return their average
   */
  public static Average ofIntegers(long sum, long count) {
    return new Average(sum, count, Ratios.BASE_FREQ);
  }

  /**
   * Makes an average of floats.
   *
   * @param sum sum of the floats' ten-thousandths
   * @param count number of points, 1 or more
   * @return their average
   */
  public static Average ofFloats(long sum, long count) {
    return new Average(sum, count, Ratios.FLOAT_BASE_FREQ);
  }

  /**
   * Returns the average.
   *
   * @return sum divided by count, floats being no longer in ten-thousandths
   */
  public double value() {
    return sum / (count * ((double) baseFreq / Ratios.BASE_FREQ));
  }

  @Override
  public StoredValue stored() {
    return new StoredValue.Ratio(sum, count, baseFreq);
  }
}

package net.es.esmond.storage.downsample;

import java.math.BigDecimal;
import java.util.Locale;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * A function that makes one number of the points of a step. Of integers and floats, all functions
 * exist. The values of the other types are read as follows.
 *
 * <table>
 *   <caption>Functions of other types</caption>
 *   <tr><th>type</th><th>functions</th></tr>
 *   <tr><td>percentage</td><td>{@link #MEAN} and {@link #SUM} are the sum of the numerators divided
 *       by the sum of the denominators, as esmond's aggregation. {@link #COUNT} counts points. The
 *       others are of the shares, each a numerator divided by its denominator.</td></tr>
 *   <tr><td>histogram</td><td>{@link #COUNT} counts histograms. {@link #MIN}, {@link #MAX}, {@link
 *       #MEAN} and percentiles are those of all histograms merged, as esmond's statistics. There
 *       are no others.</td></tr>
 *   <tr><td>JSON, subinterval</td><td>{@link #COUNT} only.</td></tr>
 * </table>
 *
 * @param kind what the function computes
 * @param percent the share of points, 0 to 100, of a percentile; 0 for every other function
 */
public record AggregateFunction(Kind kind, double percent) {
  /** What a function computes. */
  public enum Kind {
    /** The smallest value. */
    MIN,
    /** The largest value. */
    MAX,
    /** The arithmetic mean, to 34 decimal digits. */
    MEAN,
    /** The sum. It may exceed 64 bits. */
    SUM,
    /** The number of points. */
    COUNT,
    /** The value of the earliest point. */
    FIRST,
    /** The value of the latest point. */
    LAST,
    /** A percentile. */
    PERCENTILE
  }

  /** The smallest value of a step. */
  public static final AggregateFunction MIN = new AggregateFunction(Kind.MIN, 0);

  /** The largest value of a step. */
  public static final AggregateFunction MAX = new AggregateFunction(Kind.MAX, 0);

  /** The arithmetic mean of a step, to 34 decimal digits. */
  public static final AggregateFunction MEAN = new AggregateFunction(Kind.MEAN, 0);

  /** The sum of a step. It may exceed 64 bits. */
  public static final AggregateFunction SUM = new AggregateFunction(Kind.SUM, 0);

  /** The number of points of a step. */
  public static final AggregateFunction COUNT = new AggregateFunction(Kind.COUNT, 0);

  /** The value of the earliest point of a step. */
  public static final AggregateFunction FIRST = new AggregateFunction(Kind.FIRST, 0);

  /** The value of the latest point of a step. */
  public static final AggregateFunction LAST = new AggregateFunction(Kind.LAST, 0);

  /**
   * Checks the share.
   *
   * @throws InvalidInputException when the percent of a percentile is not 0 to 100, or another
   *     function has one
   */
  public AggregateFunction {
    if (kind == Kind.PERCENTILE ? !(percent >= 0 && percent <= 100) : percent != 0) {
      throw new InvalidInputException(
          "percent", percent, "must be 0 to 100 for a percentile, and 0 for any other function");
    }
    percent += 0.0; // -0.0 becomes 0.0
  }

  /**
   * Returns a percentile. It is interpolated between the values at the ranks around {@code percent
   * / 100 * (points + 1)}, as in esmond's statistics of histograms. This is NIST's first method,
   * and that of KairosDB.
   *
   * @param percent the share of points, 0 to 100
   * @return the function
   * @throws InvalidInputException when the percent is out of range
   */
  public static AggregateFunction percentile(double percent) {
    return new AggregateFunction(Kind.PERCENTILE, percent);
  }

  /**
   * Returns the function of a name, as {@link #toString} gives it.
   *
   * @param name such as {@code mean} or {@code p99.9}
   * @return the function
   * @throws InvalidInputException when no function has that name
   */
  public static AggregateFunction of(String name) {
    for (Kind kind : Kind.values()) {
      if (kind != Kind.PERCENTILE && new AggregateFunction(kind, 0).toString().equals(name)) {
        return new AggregateFunction(kind, 0);
      }
    }
    if (name.matches("p[0-9]{1,3}(\\.[0-9]{1,9})?")) {
      return percentile(Double.parseDouble(name.substring(1)));
    }
    throw new InvalidInputException(
        "function", name, "must be min, max, mean, sum, count, first, last, or such as p95");
  }

  /**
   * Returns the function's name.
   *
   * @return such as {@code mean} or {@code p99.9}
   */
  @Override
  public String toString() {
    return kind == Kind.PERCENTILE
        ? "p" + BigDecimal.valueOf(percent).stripTrailingZeros().toPlainString()
        : kind.name().toLowerCase(Locale.ROOT);
  }
}

package net.es.esmond.storage.spi;

import java.math.BigInteger;
import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;

/**
 * What the stored points of a range add up to.
 *
 * @param points number of points
 * @param sum sum of the whole numbers, or of the ratios' numerators; 0 for texts
 * @param denominators sum of the ratios' denominators; 0 for other forms
 * @param extremes the smallest and largest whole number or numerator; empty when there are none, or
 *     they were not asked for
 */
public record Totals(
    long points, BigInteger sum, BigInteger denominators, Optional<Extremes> extremes) {
  /** The totals of no points. */
  public static final Totals NONE =
      new Totals(0, BigInteger.ZERO, BigInteger.ZERO, Optional.empty());

  /** Refuses null. */
  public Totals {
    Objects.requireNonNull(sum, "sum");
    Objects.requireNonNull(denominators, "denominators");
    Objects.requireNonNull(extremes, "extremes");
  }

  /**
   * The smallest and the largest number.
   *
   * @param least the smallest
   * @param greatest the largest
   */
  public record Extremes(long least, long greatest) {
    Extremes and(Extremes other) {
      return new Extremes(Math.min(least, other.least), Math.max(greatest, other.greatest));
    }
  }

  /**
   * Returns the totals of one point.
   *
   * @param point the point
   * @return its totals, with extremes if it is a number
   */
  public static Totals of(StoredPoint point) {
    if (point.value() instanceof StoredValue.Whole whole) {
      return ofNumber(whole.value(), BigInteger.ZERO);
    }
    if (point.value() instanceof StoredValue.Ratio ratio) {
      return ofNumber(ratio.numerator(), BigInteger.valueOf(ratio.denominator()));
    }
    return new Totals(1, BigInteger.ZERO, BigInteger.ZERO, Optional.empty());
  }

  private static Totals ofNumber(long number, BigInteger denominator) {
    return new Totals(
        1, BigInteger.valueOf(number), denominator, Optional.of(new Extremes(number, number)));
  }

  /**
   * Returns the totals of the points of two ranges.
   *
   * @param other the totals of another range, asked for in the same way
   * @return the totals of both
   */
  public Totals plus(Totals other) {
    return new Totals(
        points + other.points,
        sum.add(other.sum),
        denominators.add(other.denominators),
        extremes.map(mine -> other.extremes.map(mine::and).orElse(mine)).or(other::extremes));
  }
}

package net.es.esmond.storage.transfer;

import java.math.BigDecimal;
import java.math.BigInteger;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * A numerator over a denominator whose quotient is a given double. esmond serves percentages and
 * averages as quotients, without the counts that they were made of.
 */
record Fraction(long numerator, long denominator) {
  /**
   * The denominator that all fractions get approximately. So summaries of unknown counts have equal
   * weights where they are added up.
   */
  private static final long COMMON = 1 << 16;

  /** Doubles hold every integer up to here. */
  private static final long EXACT = 1L << 53;

  /**
   * Finds a fraction with a quotient. It is the simplest one, of which both parts are multiplied.
   *
   * @throws InvalidInputException when the quotient is not finite, or the parts need more than 64
   *     bits
   */
  static Fraction of(double quotient) {
    return ofUnits(quotient, 1);
  }

  /** Finds a fraction whose numerator counts units, so many to one, and whose quotient does not. */
  static Fraction ofUnits(double quotient, long unitsPerOne) {
    BigDecimal exact = new BigDecimal(Double.isFinite(quotient) ? Math.abs(quotient) : -1);
    if (exact.signum() < 0) {
      throw refused(quotient);
    }
    // Continued fractions: each convergent is the simplest fraction that is as close.
    BigInteger dividend = exact.unscaledValue();
    BigInteger rest = BigInteger.TEN.pow(exact.scale());
    BigInteger n0 = BigInteger.ZERO;
    BigInteger n1 = BigInteger.ONE;
    BigInteger d0 = BigInteger.ONE;
    BigInteger d1 = BigInteger.ZERO;
    do {
      BigInteger[] part = dividend.divideAndRemainder(rest);
      BigInteger n2 = part[0].multiply(n1).add(n0);
      BigInteger d2 = part[0].multiply(d1).add(d0);
      n0 = n1;
      n1 = n2;
      d0 = d1;
      d1 = d2;
      dividend = rest;
      rest = part[1];
    } while (rest.signum() > 0 && n1.doubleValue() / d1.doubleValue() != exact.doubleValue());
    BigInteger units = BigInteger.valueOf(unitsPerOne);
    BigInteger common = units.gcd(d1);
    BigInteger numerator = n1.multiply(units.divide(common));
    BigInteger denominator = d1.divide(common);
    if (numerator.bitLength() >= Long.SIZE || denominator.bitLength() >= Long.SIZE) {
      throw refused(quotient);
    }
    long sign = quotient < 0 ? -1 : 1;
    return common(sign * numerator.longValue(), denominator.longValue());
  }

  private static Fraction common(long numerator, long denominator) {
    long factor = Math.max(1, COMMON / denominator);
    // A double is to hold the numerator, as the quotient would be another one otherwise.
    return Math.abs(numerator) <= EXACT / factor
        ? new Fraction(numerator * factor, denominator * factor)
        : new Fraction(numerator, denominator);
  }

  private static InvalidInputException refused(double quotient) {
    return new InvalidInputException("val", quotient, "must be a quotient of two 64-bit integers");
  }
}

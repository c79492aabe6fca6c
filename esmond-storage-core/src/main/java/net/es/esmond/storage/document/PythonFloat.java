package net.es.esmond.storage.document;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Writes floats as Python 3 does: the shortest digits that read back as the same double, and an
 * exponent below -4 and from 16 up. Of two that are equally close, it is the even one.
 */
final class PythonFloat {
  private static final MathContext ONE_DIGIT = new MathContext(1, RoundingMode.HALF_EVEN);

  /** Python has an exponent from here up. */
  private static final int EXPONENT_FROM = 16;

  private PythonFloat() {}

  static String repr(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    // Plain from 1e-3 to 1e7, as in Python, and otherwise such as -1.25E-5.
    String shortest = NumberOutput.toString(value, true);
    int e = shortest.indexOf('E');
    if (e < 0) {
      return shortest;
    }
    String sign = value < 0 ? "-" : "";
    int start = sign.length();
    String fraction = shortest.substring(start + 2, e);
    String digits = shortest.charAt(start) + (fraction.equals("0") ? "" : fraction);
    if (digits.length() == 2 && Math.abs(value) < Double.MIN_NORMAL) {
      // Jackson's algorithm takes two digits where one would do.
      BigDecimal digit = new BigDecimal(Math.abs(value)).round(ONE_DIGIT);
      if (digit.doubleValue() == Math.abs(value)) {
        return sign + written(digit.unscaledValue().toString(), -digit.scale());
      }
    }
    return sign + written(digits, Integer.parseInt(shortest, e + 1, shortest.length(), 10));
  }

  private static String written(String digits, int exponent) {
    int length = digits.length();
    if (exponent >= EXPONENT_FROM || exponent < -4) {
      String size = Integer.toString(Math.abs(exponent));
      return digits.charAt(0)
          + (length > 1 ? "." + digits.substring(1) : "")
          + (exponent < 0 ? "e-" : "e+")
          + (size.length() < 2 ? "0" : "")
          + size;
    }
    if (exponent < 0) {
      return "0." + "0".repeat(-exponent - 1) + digits;
    }
    return exponent < length - 1
        ? digits.substring(0, exponent + 1) + "." + digits.substring(exponent + 1)
        : digits + "0".repeat(exponent - length + 1) + ".0";
  }
}

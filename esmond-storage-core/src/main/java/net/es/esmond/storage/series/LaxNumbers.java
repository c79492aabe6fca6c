package net.es.esmond.storage.series;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * Numbers as esmond takes them, which is as Python's int() and float() do: from text, from
 * booleans, and with fractions cut off. Unlike Python's, they are finite, fit in 64 bits, and are
 * written in ASCII without underscores.
 */
final class LaxNumbers {
  private static final int MAX_CHARS = 100;
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");

  private LaxNumbers() {}

  static long toLong(JsonNode json, String rule) {
    if (json.isIntegralNumber() && json.canConvertToLong()) {
      return json.longValue();
    }
    if (json.isBoolean()) {
      return json.booleanValue() ? 1 : 0;
    }
    BigInteger integer;
    if (json.isTextual() && matches(INTEGER, json.textValue().strip())) {
      integer = new BigInteger(json.textValue().strip());
    } else if (json.isNumber() && Double.isFinite(json.doubleValue())) {
      integer = json.isBigInteger() ? json.bigIntegerValue() : truncated(json);
    } else {
      throw CanonicalJson.refused(json, rule);
    }
    if (integer.bitLength() > 63) {
      throw new InvalidInputException("val", integer, rule + " of 64 bits");
    }
    return integer.longValue();
  }

  static double toDouble(JsonNode json, String rule) {
    double number = Double.NaN;
    if (json.isNumber()) {
      number = json.doubleValue();
    } else if (json.isTextual()) {
      number = number(json.textValue());
    } else if (json.isBoolean()) {
      number = json.booleanValue() ? 1 : 0;
    }
    if (!Double.isFinite(number)) {
      throw CanonicalJson.refused(json, rule);
    }
    return number;
  }

  /** Returns the number that a text is; NaN when it is none, or not a finite one. */
  static double number(String text) {
    String stripped = text.strip();
    if (!matches(DECIMAL, stripped)) {
      return Double.NaN;
    }
    double number = Double.parseDouble(stripped);
    return Double.isFinite(number) ? number : Double.NaN;
  }

  private static BigInteger truncated(JsonNode json) {
    return new BigDecimal(json.doubleValue()).toBigInteger();
  }

  private static boolean matches(Pattern pattern, String text) {
    return text.length() <= MAX_CHARS && pattern.matcher(text).matches();
  }
}

package net.es.esmond.storage.metadata;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.HexFormat;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Writes JSON values as Python 3's {@code str()} does. esmond stores parameters, and computes
 * checksums over them, in this form.
 */
final class PythonText {
  private static final MathContext ONE_DIGIT = new MathContext(1, RoundingMode.HALF_EVEN);
  private static final HexFormat HEX = HexFormat.of();
  private static final char SIGMA = '\u03a3';

  /** Unicode's word breaks MidLetter, MidNumLet and Single_Quote. */
  private static final String WITHIN_WORDS =
      "'.:\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a";

  private PythonText() {}

  static String str(JsonNode value) {
    return value.isTextual() ? value.textValue() : repr(value);
  }

  private static String repr(JsonNode value) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> value.booleanValue() ? "True" : "False";
      case NUMBER ->
          value.isIntegralNumber() ? value.bigIntegerValue().toString() : repr(value.doubleValue());
      case STRING -> repr(value.textValue());
      case ARRAY -> {
        StringJoiner list = new StringJoiner(", ", "[", "]");
        value.forEach(element -> list.add(repr(element)));
        yield list.toString();
      }
      case OBJECT -> {
        StringJoiner dict = new StringJoiner(", ", "{", "}");
        value
            .properties()
            .forEach(entry -> dict.add(repr(entry.getKey()) + ": " + repr(entry.getValue())));
        yield dict.toString();
      }
      default -> "None";
    };
  }

  /** The shortest digits that read back as the same double; exponents below -4 and from 16 up. */
  static String repr(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value > 0 ? "0.0" : "-0.0";
    }
    BigDecimal shortest = shortest(value);
    String digits = shortest.unscaledValue().abs().toString();
    int exponent = shortest.precision() - shortest.scale() - 1;
    String sign = value < 0 ? "-" : "";
    if (exponent >= -4 && exponent < 16) {
      String plain = shortest.abs().toPlainString();
      return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
    }
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    String size = Integer.toString(Math.abs(exponent));
    return sign + mantissa + (exponent < 0 ? "e-" : "e+") + (size.length() < 2 ? "0" : "") + size;
  }

  /**
   * Returns the shortest decimal of a double. Of two that are equally close, Python and this method
   * take the even one.
   */
  private static BigDecimal shortest(double value) {
    BigDecimal shortest = new BigDecimal(NumberOutput.toString(value, true)).stripTrailingZeros();
    if (shortest.precision() == 2) {
      // Jackson's algorithm takes two digits where one would do.
      BigDecimal digit = new BigDecimal(value).round(ONE_DIGIT);
      if (digit.doubleValue() == value) {
        return digit.stripTrailingZeros();
      }
    }
    return shortest;
  }

  /**
   * Converts text to lower case as Python's {@code str.lower()} does, which differs from Java in
   * where a sigma is the last letter of a word.
   */
  static String lower(String text) {
    StringBuilder lower = new StringBuilder(text);
    for (int i = text.indexOf(SIGMA); i >= 0; i = text.indexOf(SIGMA, i + 1)) {
      lower.setCharAt(i, isFinal(text, i) ? '\u03c2' : '\u03c3');
    }
    return lower.toString().toLowerCase(Locale.ROOT);
  }

  /** Returns whether a cased letter precedes the position, and none follows it. */
  private static boolean isFinal(String text, int position) {
    int before = position;
    while (before > 0 && isCaseIgnorable(text.codePointBefore(before))) {
      before -= Character.charCount(text.codePointBefore(before));
    }
    if (before == 0 || !isCased(text.codePointBefore(before))) {
      return false;
    }
    int after = position + 1;
    while (after < text.length() && isCaseIgnorable(text.codePointAt(after))) {
      after += Character.charCount(text.codePointAt(after));
    }
    return after == text.length() || !isCased(text.codePointAt(after));
  }

  private static boolean isCased(int c) {
    return Character.isLowerCase(c) || Character.isUpperCase(c) || Character.isTitleCase(c);
  }

  private static boolean isCaseIgnorable(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT,
          Character.MODIFIER_LETTER,
          Character.MODIFIER_SYMBOL ->
          true;
      default -> WITHIN_WORDS.indexOf(c) >= 0;
    };
  }

  private static String repr(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder out = new StringBuilder().append(quote);
    text.codePoints().forEach(c -> appendEscaped(out, c, quote));
    return out.append(quote).toString();
  }

  private static void appendEscaped(StringBuilder out, int c, char quote) {
    switch (c) {
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c == quote) {
          out.append('\\').append(quote);
        } else if (printable(c)) {
          out.appendCodePoint(c);
        } else if (c < 0x100) {
          out.append("\\x").append(HEX.toHexDigits((byte) c));
        } else if (c < 0x10000) {
          out.append("\\u").append(HEX.toHexDigits((char) c));
        } else {
          out.append("\\U").append(HEX.toHexDigits(c));
        }
      }
    }
  }

  private static boolean printable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}

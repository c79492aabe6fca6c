package net.es.esmond.storage.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.StringJoiner;

/**
 * Writes JSON values as Python's {@code str()} does. esmond stores parameters, and computes
 * checksums over them, in this form.
 */
final class PythonText {
  /** Number of significant digits that distinguish any two doubles. */
  private static final int MAX_DIGITS = 17;

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
    return String.format("%s%se%+03d", sign, mantissa, exponent);
  }

  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < MAX_DIGITS; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits));
      if (rounded.doubleValue() == value) {
        return rounded.stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(MAX_DIGITS)).stripTrailingZeros();
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
          out.append(String.format("\\x%02x", c));
        } else {
          out.append(String.format(c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
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

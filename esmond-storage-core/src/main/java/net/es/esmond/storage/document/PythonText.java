package net.es.esmond.storage.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.StringJoiner;

/**
 * Writes JSON values as Python 3's {@code str()} does. esmond stores parameters, and computes
 * checksums over them, in this form.
 */
final class PythonText {
  private static final HexFormat HEX = HexFormat.of();

  private PythonText() {}

  static String str(JsonNode value) {
    return value.isTextual() ? value.textValue() : repr(value);
  }

  private static String repr(JsonNode value) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> value.booleanValue() ? "True" : "False";
      case NUMBER ->
          value.isIntegralNumber()
              ? value.bigIntegerValue().toString()
              : PythonFloat.repr(value.doubleValue());
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

package net.es.esmond.storage.internal.conf;

/** Python's idea of white space, which is neither {@link String#strip} nor {@link String#trim}. */
final class WhiteSpace {
  private WhiteSpace() {}

  static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }

  static String strip(String text) {
    int start = indent(text);
    return start == text.length() ? "" : stripEnd(text.substring(start));
  }

  static String stripEnd(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  /** Counts the white space at the start. */
  static int indent(String text) {
    int i = 0;
    while (i < text.length() && isSpace(text.charAt(i))) {
      i++;
    }
    return i;
  }
}

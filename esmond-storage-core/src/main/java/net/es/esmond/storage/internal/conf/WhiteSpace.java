package net.es.esmond.storage.internal.conf;

/**
 * Recognises white space as Python does, which differs from {@link String#strip} and {@link
 * String#trim}.
 */
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

  /** Counts the white space characters at the start of a text. */
  static int indent(String text) {
    int i = 0;
    while (i < text.length() && isSpace(text.charAt(i))) {
      i++;
    }
    return i;
  }
}

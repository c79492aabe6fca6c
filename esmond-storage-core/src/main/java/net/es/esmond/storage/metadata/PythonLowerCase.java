package net.es.esmond.storage.metadata;

import java.util.Locale;

/**
 * Converts text to lower case as Python 3's {@code str.lower()} does, which differs from Java in
 * where a sigma is the last letter of a word. esmond computes checksums over text in this form.
 */
final class PythonLowerCase {
  private static final char SIGMA = '\u03a3';

  /** Unicode's word breaks MidLetter, MidNumLet and Single_Quote. */
  private static final String WITHIN_WORDS =
      "'.:\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a";

  private PythonLowerCase() {}

  static String of(String text) {
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
}

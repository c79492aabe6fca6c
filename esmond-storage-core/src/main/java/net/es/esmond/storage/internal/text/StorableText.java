package net.es.esmond.storage.internal.text;

/** Says which text PostgreSQL can hold: all but NUL and halves of surrogate pairs. */
public final class StorableText {
  /** The rule in words, as a violation names it. */
  public static final String RULE = "must not contain NUL or half of a surrogate pair";

  private StorableText() {}

  /** Says whether PostgreSQL can hold the text. Text that it cannot hold is not stored anywhere. */
  public static boolean holds(String text) {
    // A loop, not a stream: every read and write asks.
    for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      if (c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        return false;
      }
    }
    return true;
  }
}

package net.es.esmond.storage.error;

import org.jspecify.annotations.Nullable;

/** The configuration breaks a rule: says where, which key, which value (never a password's). */
public final class ConfException extends EsmondException {
  private static final long serialVersionUID = 1L;

  /** The file, or a name for text that came from elsewhere. */
  private final String source;

  /** Line in the file, from 1; 0 when the error belongs to no line. */
  private final int line;

  /** The key, when the error belongs to one. */
  private final @Nullable String key;

  /**
   * Creates the error.
   *
   * @param source the file, or a name for text that came from elsewhere
   * @param line line in the file, from 1; 0 when the error belongs to no line
   * @param key the key, when the error belongs to one
   * @param value the value as read, null when there is none or when it is secret
   * @param rule what must hold
   */
  public ConfException(
      String source, int line, @Nullable String key, @Nullable String value, String rule) {
    super(ErrorCode.CONF_INVALID, message(source, line, key, value, rule), null);
    this.source = source;
    this.line = line;
    this.key = key;
  }

  private static String message(
      String source, int line, @Nullable String key, @Nullable String value, String rule) {
    return source
        + (line > 0 ? " line " + line : "")
        + ": "
        + (key == null ? "" : key + " ")
        + rule
        + (value == null ? "" : ", but was '" + value + "'");
  }

  /**
   * Returns where the configuration came from.
   *
   * @return the file, or a name for text that came from elsewhere
   */
  public String source() {
    return source;
  }

  /**
   * Returns the line.
   *
   * @return from 1; 0 when the error belongs to no line
   */
  public int line() {
    return line;
  }

  /**
   * Returns the key.
   *
   * @return null when the error belongs to no key
   */
  public @Nullable String key() {
    return key;
  }
}

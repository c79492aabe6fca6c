package net.es.esmond.storage.error;

import java.util.Objects;

/**
 * A violation is one broken rule in a caller's input.
 *
 * @param field the field's name, as the caller wrote it, shortened to 100 characters
 * @param value the offending value as text, shortened to 100 characters
 * @param rule what the field must be
 */
public record Violation(String field, String value, String rule) {
  private static final int MAX_VALUE_CHARS = 100;

  /** Shortens the field and the value. */
  public Violation {
    Objects.requireNonNull(rule, "rule");
    field = shorten(field);
    value = shorten(value);
  }

  static String shorten(String value) {
    return value.length() <= MAX_VALUE_CHARS ? value : value.substring(0, MAX_VALUE_CHARS) + "...";
  }

  @Override
  public String toString() {
    return field + ": " + rule + ", but was '" + value + "'";
  }
}

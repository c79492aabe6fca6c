package net.es.esmond.storage.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A problem is one thing that is wrong with a configuration.
 *
 * @param kind what kind of thing, in a form that programs can decide by
 * @param line line in the file, from 1; 0 when the problem belongs to no line
 * @param key the key, shortened to 100 characters, when the problem belongs to one
 * @param value the value as written, shortened to 100 characters; null when there is none, or when
 *     it is or may hold a secret
 * @param rule what must hold
 */
public record ConfProblem(
    Kind kind, int line, @Nullable String key, @Nullable String value, String rule) {

  /** Kinds of problems. Those that Python's configparser has too are named like its errors. */
  public enum Kind {
    /** The file is absent, unreadable, too large or not UTF-8 text. */
    FILE,
    /** A key's value breaks the key's rule, or a required key is absent. */
    VALUE,
    /** There is no {@code [main]}. */
    NO_SECTION,
    /** A line stands before the first section. */
    MISSING_SECTION_HEADER,
    /** A section is there twice. */
    DUPLICATE_SECTION,
    /** A key is there twice in one section. */
    DUPLICATE_OPTION,
    /** A line is neither a section, nor a key with a value, nor a comment. */
    PARSING,
    /** A {@code %} is followed by neither {@code %} nor a reference. */
    INTERPOLATION_SYNTAX,
    /** A reference names a key that is not there. */
    INTERPOLATION_MISSING_OPTION,
    /** References lead on to references too often, or in a circle. */
    INTERPOLATION_DEPTH
  }

  /** Shortens the key and the value. */
  public ConfProblem {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(rule, "rule");
    key = key == null ? null : Violation.shorten(key);
    value = value == null ? null : Violation.shorten(value);
  }

  @Override
  public String toString() {
    return (line > 0 ? "line " + line + ": " : "")
        + (key == null ? "" : key + " ")
        + rule
        + (value == null ? "" : ", but was '" + value + "'");
  }
}

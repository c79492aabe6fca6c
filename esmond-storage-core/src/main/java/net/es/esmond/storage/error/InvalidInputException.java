package net.es.esmond.storage.error;

import java.util.List;
import net.es.esmond.storage.internal.text.Listed;

/**
 * Reports input that was refused before anything was written. The error has every broken rule, and
 * the message names the first twenty.
 */
public final class InvalidInputException extends EsmondException {
  private static final long serialVersionUID = 1L;

  /** Not serialized: a deserialized error keeps its message only. */
  private final transient List<Violation> violations;

  /**
   * Creates an error for several broken rules.
   *
   * @param violations the broken rules, at least one
   */
  public InvalidInputException(List<Violation> violations) {
    super(ErrorCode.INVALID_INPUT, Listed.of(violations, "; "), null);
    this.violations = List.copyOf(violations);
  }

  /**
   * Creates an error for one broken rule.
   *
   * @param field the field's name
   * @param value the offending value
   * @param rule what the field must be
   */
  public InvalidInputException(String field, Object value, String rule) {
    this(List.of(new Violation(field, String.valueOf(value), rule)));
  }

  /**
   * Returns the broken rules.
   *
   * @return at least one, in the order of the input
   */
  public List<Violation> violations() {
    return violations;
  }
}

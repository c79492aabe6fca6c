package net.es.esmond.storage.error;

import java.util.List;
import net.es.esmond.storage.internal.text.Listed;
import org.jspecify.annotations.Nullable;

/**
 * Reports a configuration that breaks rules. The error has every key that breaks a rule, with its
 * line and its value, and the message names the file and the first twenty. A password's value is
 * never shown.
 */
public final class ConfException extends EsmondException {
  private static final long serialVersionUID = 1L;

  /** The file, or a name for text that came from elsewhere. */
  private final String source;

  /** Not serialized: a deserialized error keeps its message only. */
  private final transient List<ConfProblem> problems;

  /**
   * Creates an error for several problems.
   *
   * @param source the file, or a name for text that came from elsewhere
   * @param problems what is wrong, at least one
   * @param cause why a file could not be read, if that is the problem
   */
  public ConfException(String source, List<ConfProblem> problems, @Nullable Throwable cause) {
    super(ErrorCode.CONF_INVALID, source + ": " + Listed.of(problems, "; "), cause);
    this.source = source;
    this.problems = List.copyOf(problems);
  }

  /**
   * Creates an error for one problem with a value.
   *
   * @param source the file, or a name for text that came from elsewhere
   * @param line line in the file, from 1; 0 when the error belongs to no line
   * @param key the key, when the error belongs to one
   * @param value the value as read, null when there is none or when it is secret
   * @param rule what must hold
   */
  public ConfException(
      String source, int line, @Nullable String key, @Nullable String value, String rule) {
    this(source, List.of(new ConfProblem(ConfProblem.Kind.VALUE, line, key, value, rule)), null);
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
   * Returns what is wrong.
   *
   * @return at least one problem, in the order of the file where it is known
   */
  public List<ConfProblem> problems() {
    return problems;
  }
}

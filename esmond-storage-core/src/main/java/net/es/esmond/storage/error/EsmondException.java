package net.es.esmond.storage.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Every error that this library throws is an EsmondException: unchecked, with a stable code. */
public abstract class EsmondException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong, in a form that programs can decide by. */
  private final ErrorCode code;

  /**
   * Creates an error.
   *
   * @param code what went wrong
   * @param message the rule and the value that broke it; never a secret
   * @param cause what the store said, if anything
   */
  protected EsmondException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = Objects.requireNonNull(code, "code");
  }

  /**
   * Returns the stable code; decide by this, never by the message.
   *
   * @return the code
   */
  public final ErrorCode code() {
    return code;
  }

  /**
   * Says whether the same call may succeed when it is repeated later.
   *
   * @return {@code code().retryable()}
   */
  public final boolean retryable() {
    return code.retryable();
  }
}

package net.es.esmond.storage.error;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The base class of every error that this library throws; unchecked, with a stable code. */
public abstract class EsmondException extends RuntimeException implements Cloneable {
  private static final long serialVersionUID = 1L;

  /** The kind of error, by which programs decide what to do. */
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

  /**
   * Returns a copy of this error for the calling thread, with the same type, code and data. One
   * error may end many calls, and one caller's additions, such as suppressed errors, must not reach
   * the others. The stack says where the error arose and, below that, where the caller is. Blocking
   * calls throw such errors.
   *
   * @return a copy
   */
  public final EsmondException forCaller() {
    try {
      EsmondException own = (EsmondException) clone();
      StackTraceElement[] arose = getStackTrace();
      StackTraceElement[] caller = Thread.currentThread().getStackTrace();
      // Without the two calls that look at the stack.
      int below = Math.min(2, caller.length);
      StackTraceElement[] both = Arrays.copyOf(arose, arose.length + caller.length - below);
      System.arraycopy(caller, below, both, arose.length, caller.length - below);
      own.setStackTrace(both);
      return own;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }
}

package net.es.esmond.storage.error;

import java.util.List;
import net.es.esmond.storage.internal.text.Listed;
import org.jspecify.annotations.Nullable;

/**
 * Reports that a store could not, or would not, serve a request. The {@link ErrorCode} says which
 * of the two. {@link #attempts()} says which servers were asked and what each answered.
 */
public final class StoreException extends EsmondException {
  private static final long serialVersionUID = 1L;

  /** The store that failed. */
  private final Store store;

  /** Not serialized: a deserialized error keeps its message only. */
  private final transient List<Attempt> attempts;

  /** The two stores of an archive. */
  public enum Store {
    /** Measurements. */
    CASSANDRA,
    /** Metadata and access. */
    POSTGRESQL
  }

  /**
   * Creates the error.
   *
   * @param code what went wrong
   * @param store which store
   * @param message the rule and the value that broke it; never a secret
   * @param attempts the servers that were asked, in order; may be empty
   * @param cause what the driver said, if anything
   */
  public StoreException(
      ErrorCode code,
      Store store,
      String message,
      List<Attempt> attempts,
      @Nullable Throwable cause) {
    super(
        code,
        attempts.isEmpty() ? message : message + " [" + Listed.of(attempts, ", ") + "]",
        cause);
    this.store = store;
    this.attempts = List.copyOf(attempts);
  }

  /**
   * Returns the store that failed.
   *
   * @return the store
   */
  public Store store() {
    return store;
  }

  /**
   * Returns the servers that were asked and what each answered.
   *
   * @return in the order of asking; empty when none was
   */
  public List<Attempt> attempts() {
    return attempts;
  }
}

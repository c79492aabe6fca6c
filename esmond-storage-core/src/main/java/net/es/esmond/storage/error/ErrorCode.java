package net.es.esmond.storage.error;

/** Stable codes of this library's errors: constants are added, never renamed or reused. */
public enum ErrorCode {
  /**
   * The configuration breaks a rule, or none was found; or the class path lacks a class, or has it
   * in a version that does not fit.
   */
  CONF_INVALID(false),
  /** An argument breaks a rule; nothing was written. */
  INVALID_INPUT(false),
  /** No metadata record has the given key. */
  UNKNOWN_METADATA(false),
  /** The metadata record has no such event type or summary. */
  UNKNOWN_SERIES(false),
  /** A different value is already stored for the same time. */
  CONFLICT(false),
  /** The store refused the credentials. */
  AUTHENTICATION_FAILED(false),
  /** The store holds tables of a foreign shape. */
  SCHEMA_MISMATCH(false),
  /**
   * The store lacks the archive's tables, and the storage was opened read only, which creates none.
   * An instance that may write creates them when it opens.
   */
  SCHEMA_ABSENT(true),
  /** The store's role lacks a privilege: grant what the message names. */
  PERMISSION_DENIED(false),
  /** The call would write, and the storage was opened not to; nothing was sent. */
  READ_ONLY(false),
  /** The storage was opened without the store that the call needs. */
  STORE_ABSENT(false),
  /** No server of the store could serve the request. */
  STORE_UNAVAILABLE(true),
  /** The call's deadline passed; a write may have been applied. */
  DEADLINE_EXCEEDED(true),
  /** Too many requests are in flight already; nothing was sent. */
  OVERLOADED(true),
  /** The store answered with an error that a repetition of the request would not resolve. */
  STORE_REFUSED(false),
  /** A change of the replica count was refused; nothing was changed. */
  REPLICATION_REFUSED(false),
  /** The calling thread was interrupted while it waited; a write may have been applied. */
  INTERRUPTED(true),
  /**
   * The storage was closed before the call ended; a write may have been applied. The call may be
   * repeated in another instance, or in a new storage.
   */
  CLOSED(true);

  private final boolean retryable;

  ErrorCode(boolean retryable) {
    this.retryable = retryable;
  }

  /**
   * Says whether the same call may succeed when it is repeated later, with {@link #CLOSED} in
   * another instance or a new storage; repeating is always safe.
   *
   * @return true when a later attempt may succeed
   */
  public boolean retryable() {
    return retryable;
  }
}

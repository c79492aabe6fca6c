package net.es.esmond.storage.error;

/**
 * Stable codes of this library's errors: constants are added, never renamed or reused. The first
 * sentence of each says what happened, the others what to do.
 */
public enum ErrorCode {
  /**
   * The configuration breaks a rule, or none was found; or the class path lacks a class, or has it
   * in a version that does not fit. Correct what the message names: a key of the configuration, or
   * a dependency.
   */
  CONF_INVALID(false),
  /** An argument breaks a rule; nothing was written. Correct the fields that the message names. */
  INVALID_INPUT(false),
  /** No metadata record has the given key. Register the test, and use the key of its record. */
  UNKNOWN_METADATA(false),
  /**
   * The metadata record has no such event type or summary. Register the test with it, which makes a
   * record with another key.
   */
  UNKNOWN_SERIES(false),
  /**
   * A different value is already stored for the same time. Leave the stored value as it is, or
   * write with {@code Archive.overwriting()}.
   */
  CONFLICT(false),
  /**
   * The store refused the credentials. Correct the user or the password, in the configuration or in
   * the store.
   */
  AUTHENTICATION_FAILED(false),
  /**
   * The store holds tables of a foreign shape. Name another keyspace or database, or do with these
   * tables what the message says.
   */
  SCHEMA_MISMATCH(false),
  /**
   * The store lacks the archive's tables, and none can be created: the storage was opened read
   * only, or the nodes run several versions of Cassandra. Open an instance that may write, once all
   * nodes run one version: it creates them.
   */
  SCHEMA_ABSENT(true),
  /** The store's role lacks a privilege. Grant what the message names. */
  PERMISSION_DENIED(false),
  /**
   * The call would write, and the storage was opened not to; nothing was sent. Make the call in a
   * storage that was opened without {@code readOnly()} and {@code onlyMeasurements()}.
   */
  READ_ONLY(false),
  /**
   * The storage was opened without the store that the call needs. Open one without {@code
   * onlyMeasurements()} and {@code onlyMetadata()}.
   */
  STORE_ABSENT(false),
  /**
   * No server of the store could serve the request. Repeat the call later; until then, look at the
   * servers that the message names, each with its answer.
   */
  STORE_UNAVAILABLE(true),
  /**
   * The call's deadline passed; a write may have been applied. Repeat the call, or give it a longer
   * time with {@code withTimeout}.
   */
  DEADLINE_EXCEEDED(true),
  /**
   * Too many requests are in flight already; of a write a part may have been applied. Repeat the
   * call after a pause, and make fewer calls at a time.
   */
  OVERLOADED(true),
  /**
   * The store answered with an error that a repetition of the request would not resolve. Mend what
   * its answer names, which the message quotes.
   */
  STORE_REFUSED(false),
  /**
   * The keyspace has no replicas in the datacenter that serves, which the call's consistency level
   * needs; nothing was sent. Plan replicas there, or name a datacenter that has some in {@code
   * cassandra_local_datacenter}.
   */
  NO_LOCAL_REPLICAS(false),
  /**
   * A change of the replica count was refused; nothing was changed. Remove the reasons that the
   * message names, and plan again.
   */
  REPLICATION_REFUSED(false),
  /**
   * The calling thread was interrupted while it waited; a write may have been applied. Repeat the
   * call on a thread that may wait.
   */
  INTERRUPTED(true),
  /**
   * The storage was closed before the call ended; a write may have been applied. Repeat the call in
   * another instance, or in a new storage.
   */
  CLOSED(true),
  /**
   * The other side of an import or an export failed: a file could not be read or written, or
   * another archive did not answer. Correct what the message names, and run the import or export
   * again, which goes on.
   */
  TRANSFER_FAILED(true);

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

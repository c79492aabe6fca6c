package net.es.esmond.storage.error;

/**
 * Reports that the calling thread was interrupted while it waited for a blocking call. The call
 * itself continues: a write may have been applied. The thread's interrupt flag is set again.
 */
public final class InterruptedCallException extends EsmondException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the error.
   *
   * @param cause the interruption
   */
  public InterruptedCallException(InterruptedException cause) {
    super(ErrorCode.INTERRUPTED, "the calling thread was interrupted while it waited", cause);
  }
}

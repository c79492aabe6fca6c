package net.es.esmond.storage.error;

import org.jspecify.annotations.Nullable;

/** Reports that the other side of an import or an export failed: a file, or another archive. */
public final class TransferException extends EsmondException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the error.
   *
   * @param message what happened, then what to do; never a secret
   * @param cause what the other side said, if anything
   */
  public TransferException(String message, @Nullable Throwable cause) {
    super(ErrorCode.TRANSFER_FAILED, message, cause);
  }
}

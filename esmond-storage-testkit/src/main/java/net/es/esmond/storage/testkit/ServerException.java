package net.es.esmond.storage.testkit;

import org.jspecify.annotations.Nullable;

/** A test server could not be had, or did not do as it was told. */
public class ServerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the error.
   *
   * @param message what was to happen, what happened instead and what to do about it
   * @param cause what was behind it, if anything
   */
  public ServerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Creates the error.
   *
   * @param message what was to happen, what happened instead and what to do about it
   */
  public ServerException(String message) {
    this(message, null);
  }
}

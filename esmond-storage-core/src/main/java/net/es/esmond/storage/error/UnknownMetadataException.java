package net.es.esmond.storage.error;

/** Reports that no metadata record has the given key. */
public final class UnknownMetadataException extends EsmondException {
  private static final long serialVersionUID = 1L;

  /** The key that was asked for. */
  private final String metadataKey;

  /**
   * Creates the error.
   *
   * @param metadataKey the key that was asked for
   */
  public UnknownMetadataException(String metadataKey) {
    super(
        ErrorCode.UNKNOWN_METADATA,
        "metadata key '"
            + Violation.shorten(metadataKey)
            + "' is not registered: register its test",
        null);
    this.metadataKey = metadataKey;
  }

  /**
   * Returns the unknown key.
   *
   * @return the key that was asked for
   */
  public String metadataKey() {
    return metadataKey;
  }
}

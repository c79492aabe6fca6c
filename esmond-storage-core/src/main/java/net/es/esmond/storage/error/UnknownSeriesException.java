package net.es.esmond.storage.error;

/** Reports that a metadata record exists, but lacks this event type or summary. */
public final class UnknownSeriesException extends EsmondException {
  private static final long serialVersionUID = 1L;

  /** The metadata record that was asked for. */
  private final String metadataKey;

  /** The series in it that does not exist. */
  private final String series;

  /**
   * Creates the error.
   *
   * @param metadataKey key of the metadata record
   * @param series what was asked for: event type, summary type and window
   */
  public UnknownSeriesException(String metadataKey, String series) {
    super(
        ErrorCode.UNKNOWN_SERIES,
        "'"
            + series
            + "' is not registered for metadata key '"
            + Violation.shorten(metadataKey)
            + "': register the test with it",
        null);
    this.metadataKey = metadataKey;
    this.series = series;
  }

  /**
   * Returns the metadata record's key.
   *
   * @return the key
   */
  public String metadataKey() {
    return metadataKey;
  }

  /**
   * Returns what was asked for.
   *
   * @return event type, summary type and window
   */
  public String series() {
    return series;
  }
}

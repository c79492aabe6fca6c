package net.es.esmond.storage.error;

import java.util.Objects;

/**
 * A series of which a bulk write did not write all points, and the reason.
 *
 * @param metadataKey key of the metadata record, as the caller gave it
 * @param eventType esmond's name of what was measured
 * @param code the reason. With {@link ErrorCode#INVALID_INPUT}, {@link ErrorCode#UNKNOWN_METADATA}
 *     and {@link ErrorCode#UNKNOWN_SERIES}, none of the points was written. With any other code,
 *     any of them may have been written; writing them again is safe.
 * @param message what was wrong with the first of the points, for people
 * @param count number of points, 1 or more
 */
public record RefusedSeries(
    String metadataKey, String eventType, ErrorCode code, String message, long count) {
  /** Refuses nulls. */
  public RefusedSeries {
    Objects.requireNonNull(metadataKey, "metadataKey");
    Objects.requireNonNull(eventType, "eventType");
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(message, "message");
  }

  /**
   * Names the series in a message.
   *
   * @return event type and key, such as {@code throughput of 0cb1...}, shortened
   */
  public String series() {
    return eventType + " of '" + Violation.shorten(metadataKey) + "'";
  }

  @Override
  public String toString() {
    return count + (count == 1 ? " point" : " points") + " of " + series() + ": " + message;
  }
}

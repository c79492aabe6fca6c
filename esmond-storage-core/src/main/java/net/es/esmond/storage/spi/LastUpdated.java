package net.es.esmond.storage.spi;

import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;

/**
 * A handle on the time at which an event type of a metadata record was last updated. Thread-safe.
 */
@FunctionalInterface
public interface LastUpdated {
  /**
   * Moves the time, in every row of the event type, to the database's present time. The store may
   * merge touches and write them later, as it is configured.
   *
   * @param deadline by when; a touch that fails for it may still be written
   * @return completes once the touch is written, or kept to be written; with {@link
   *     net.es.esmond.storage.error.ErrorCode#OVERLOADED} when too many wait already; where it is
   *     written at once, with {@link net.es.esmond.storage.error.UnknownMetadataException} or
   *     {@link net.es.esmond.storage.error.UnknownSeriesException} when there is nothing to move
   */
  CompletionStage<Void> touch(Deadline deadline);
}

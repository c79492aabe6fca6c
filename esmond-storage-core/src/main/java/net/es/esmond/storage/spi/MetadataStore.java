package net.es.esmond.storage.spi;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;

/**
 * Port: keeps metadata records. Safe for use by many threads. Every stage completes by the
 * deadline, with a {@link net.es.esmond.storage.error.StoreException} when the store could not
 * serve; every operation may be repeated.
 */
public interface MetadataStore extends AutoCloseable {

  /**
   * Gets the record of this registration's checksum, or creates it.
   *
   * @param registration what to register
   * @param deadline by when
   * @return the record as stored
   */
  CompletionStage<Metadata> register(Registration registration, Deadline deadline);

  /**
   * Finds a record by its key, as it is stored now.
   *
   * @param metadataKey the key
   * @param deadline by when
   * @return empty when there is none
   */
  CompletionStage<Optional<Metadata>> find(String metadataKey, Deadline deadline);

  /**
   * Finds a record by its key, possibly as it was a bounded time ago; a record that is not known is
   * looked up. For the write path, which needs to know that the record and its event types exist,
   * on every point.
   *
   * @param metadataKey the key
   * @param deadline by when
   * @return empty when there is none
   */
  CompletionStage<Optional<Metadata>> findCached(String metadataKey, Deadline deadline);

  /**
   * Moves {@code time_updated} of every row of an event type to the database's time.
   *
   * @param metadataKey the record
   * @param eventType the event type
   * @param deadline by when
   * @return completes once it is moved
   */
  CompletionStage<Void> touch(String metadataKey, EventType eventType, Deadline deadline);

  /** Releases everything; idempotent and bounded in time. */
  @Override
  void close();
}

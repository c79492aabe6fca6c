package net.es.esmond.storage.spi;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.metadata.ChangeCursor;
import net.es.esmond.storage.metadata.ChangePage;
import net.es.esmond.storage.metadata.Deletion;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataPage;
import net.es.esmond.storage.metadata.MetadataQuery;
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
   * Finds records, a page of them, in the order of their keys.
   *
   * @param query what to find; its addresses are addresses, not host names
   * @param deadline by when
   * @return a page, and how to get the next one
   */
  CompletionStage<MetadataPage> find(MetadataQuery query, Deadline deadline);

  /**
   * Counts the records that a query finds, whatever its limit, offset and place between pages.
   *
   * @param query what to count; its addresses are addresses, not host names
   * @param deadline by when
   * @return the number of records
   */
  CompletionStage<Long> count(MetadataQuery query, Deadline deadline);

  /**
   * Finds records whose {@code time_updated} moved since. Nothing is missed; what changed shortly
   * before the cursor may be seen again.
   *
   * @param cursor how far the caller has come
   * @param limit most records of a page
   * @param deadline by when
   * @return a page, and where to go on
   */
  CompletionStage<ChangePage> changedSince(ChangeCursor cursor, int limit, Deadline deadline);

  /**
   * Gets hold of the time at which an event type was last updated, for those who touch it often.
   *
   * @param metadataKey the record
   * @param eventType the event type
   * @return to be touched, by any number of threads, as long as this store is open
   */
  LastUpdated lastUpdated(String metadataKey, EventType eventType);

  /**
   * {@link LastUpdated#touch Touches} the time at which an event type was last updated.
   *
   * @param metadataKey the record
   * @param eventType the event type
   * @param deadline by when
   * @return completes as {@link LastUpdated#touch} says
   */
  default CompletionStage<Void> touch(String metadataKey, EventType eventType, Deadline deadline) {
    return lastUpdated(metadataKey, eventType).touch(deadline);
  }

  /**
   * Deletes a record, the first phase of deleting a test: from now on, or after a bounded time
   * where it is cached, nobody can write to it. The data is deleted later, by whoever asks for
   * {@link #dueDeletions}. The same test may be registered again at any time; its new data is safe.
   *
   * @param metadataKey the record
   * @param deadline by when
   * @return completes with what is to follow; empty when there is no such record
   */
  CompletionStage<Optional<Deletion>> delete(String metadataKey, Deadline deadline);

  /**
   * Lists deletions whose data can be deleted by now.
   *
   * @param limit most deletions to list
   * @param deadline by when
   * @return the longest due first
   */
  CompletionStage<List<Deletion>> dueDeletions(int limit, Deadline deadline);

  /**
   * Ends a deletion: its data is deleted.
   *
   * @param deletion what was done
   * @param deadline by when
   * @return completes once it is no longer listed
   */
  CompletionStage<Void> dataDeleted(Deletion deletion, Deadline deadline);

  /**
   * Brings the store's own additions to esmond's tables up to date, where opening left that out
   * because it takes long: PostgreSQL rewrites {@code ps_event_types} then, about a million rows in
   * a few seconds, while nobody can use it. Searches by time are slow until then.
   *
   * @param deadline by when
   * @return completes when it is done, by this instance or another
   */
  CompletionStage<Void> upgrade(Deadline deadline);

  /**
   * Returns who may use the archive, which is kept in the same database.
   *
   * @return open as long as this store is
   */
  AccessStore access();

  /** Releases everything; idempotent and bounded in time. */
  @Override
  void close();
}

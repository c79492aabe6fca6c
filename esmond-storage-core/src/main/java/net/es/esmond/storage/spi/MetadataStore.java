package net.es.esmond.storage.spi;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.health.StoreHealth;
import net.es.esmond.storage.metadata.ChangeCursor;
import net.es.esmond.storage.metadata.ChangePage;
import net.es.esmond.storage.metadata.Deletion;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataPage;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;

/**
 * A port that stores metadata records. Safe for use by many threads. Every stage completes by the
 * deadline, with a {@link net.es.esmond.storage.error.StoreException} when the store could not
 * serve; every operation may be repeated.
 */
public interface MetadataStore extends AutoCloseable {

  /**
   * Returns the record with a registration's checksum, and creates it if it is absent.
   *
   * @param registration what to register
   * @param deadline by when
   * @return the record as stored
   */
  CompletionStage<Metadata> register(Registration registration, Deadline deadline);

  /**
   * Returns the record with a key, or else the one with a checksum, and creates it as it is given
   * if both are absent: with this key, and with the event types' times of last update.
   *
   * @param record a record of another archive
   * @param deadline by when
   * @return the record as stored
   */
  CompletionStage<Metadata> adopt(Metadata record, Deadline deadline);

  /**
   * Finds a record by its key, as it is stored now.
   *
   * @param metadataKey the key
   * @param deadline by when
   * @return empty when there is none
   */
  CompletionStage<Optional<Metadata>> find(String metadataKey, Deadline deadline);

  /**
   * Finds a record by its key in a cache, and in the database when the cache does not have it. The
   * answer may be stale for a bounded time. The write path uses this method: it needs to know for
   * every point that the record and its event types exist.
   *
   * @param metadataKey the key
   * @param deadline by when
   * @return empty when there is none
   */
  CompletionStage<Optional<Metadata>> findCached(String metadataKey, Deadline deadline);

  /**
   * Finds one page of records in the order of their keys. The page ends at the query's limit, or
   * earlier when its records are large. If the query has a condition on {@code time_updated}, the
   * touches that this store acknowledged before are written first, as far as the database takes
   * them now.
   *
   * @param query what to find; host names in it have been resolved to addresses
   * @param deadline by when
   * @return a page, and how to get the next one
   */
  CompletionStage<MetadataPage> find(MetadataQuery query, Deadline deadline);

  /**
   * Counts the records that a query finds, whatever its limit, offset and place between pages.
   *
   * @param query what to count; host names in it have been resolved to addresses
   * @param deadline by when
   * @return the number of records
   */
  CompletionStage<Long> count(MetadataQuery query, Deadline deadline);

  /**
   * Finds the records whose {@code time_updated} has moved since a cursor. No touch of this store
   * is missed, whatever the store's clock does. A record that changed shortly before the cursor may
   * be returned again.
   *
   * @param cursor the caller's position
   * @param limit limit of records in a page
   * @param deadline by when
   * @return a page, and the next position
   */
  CompletionStage<ChangePage> changedSince(ChangeCursor cursor, int limit, Deadline deadline);

  /**
   * Returns a handle on the time at which an event type was last updated, for callers that touch it
   * often.
   *
   * @param metadataKey the record
   * @param eventType the event type
   * @return a handle for use by any number of threads, as long as this store is open
   */
  LastUpdated lastUpdated(String metadataKey, EventType eventType);

  /**
   * Returns a handle as {@link #lastUpdated} does, whose touches complete only once they are
   * written, however the store is configured.
   *
   * @param metadataKey the record
   * @param eventType the event type
   * @return a handle for use by any number of threads, as long as this store is open
   */
  LastUpdated lastUpdatedAtOnce(String metadataKey, EventType eventType);

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
   * Deletes a record, which is the first phase of deleting a test. No instance writes to the test
   * once its cache has forgotten the record, after a bounded time. The data is deleted later, by
   * the instance that lists {@link #dueDeletions}. The same test may be registered again at any
   * time; its new data is safe.
   *
   * @param metadataKey the record
   * @param deadline by when
   * @return completes with the deletion of the data that is due later; empty when there is no such
   *     record
   */
  CompletionStage<Optional<Deletion>> delete(String metadataKey, Deadline deadline);

  /**
   * Lists deletions whose data can be deleted by now, each with whether its test is there again at
   * the same moment.
   *
   * @param limit most deletions to list
   * @param deadline by when
   * @return the longest due first
   */
  CompletionStage<List<Deletion>> dueDeletions(int limit, Deadline deadline);

  /**
   * Records that the data of a deletion is deleted.
   *
   * @param deletion the finished deletion
   * @param deadline by when
   * @return completes once the deletion is no longer listed
   */
  CompletionStage<Void> dataDeleted(Deletion deletion, Deadline deadline);

  /**
   * Asks the server that takes writes for the time. The archive's time is the median of the answers
   * of all stores.
   *
   * @param deadline by when
   * @return the answers of the servers that answered; may be empty
   */
  CompletionStage<List<ServerTime>> serverTimes(Deadline deadline);

  /**
   * Applies those upgrades of esmond's tables that opening leaves out because they take long.
   * PostgreSQL rewrites {@code ps_event_types} and locks it meanwhile, a few seconds for a million
   * rows. Searches by time are slow until the upgrade is done.
   *
   * @param deadline by when
   * @return completes when it is done, by this instance or another
   */
  CompletionStage<Void> upgrade(Deadline deadline);

  /**
   * Returns what is known of the store's health. The method neither waits nor asks a server, and is
   * cheap: it may be called many times a second.
   *
   * @return the health now; {@link net.es.esmond.storage.cluster.StoreState#DOWN} while no server
   *     takes writes
   */
  StoreHealth health();

  /**
   * Returns how many event types were touched and wait for their {@code time_updated} to be
   * written. The method does not wait.
   *
   * @return 0 unless a back end overrides this method
   */
  default long touchesWaiting() {
    return 0;
  }

  /**
   * Returns the store of users, keys and address ranges, which uses the same database.
   *
   * @return a store that is open as long as this one is
   */
  AccessStore access();

  /** Closes all connections and threads; idempotent and bounded in time. */
  @Override
  void close();
}

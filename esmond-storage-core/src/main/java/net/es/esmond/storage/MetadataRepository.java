package net.es.esmond.storage;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.error.UnknownMetadataException;
import net.es.esmond.storage.internal.Calls;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.spi.MetadataStore;

/**
 * The tests that measurements belong to. Immutable; safe for use by many threads. Every call has
 * one deadline, {@code sql_db_request_timeout} unless {@link #withTimeout} says otherwise.
 *
 * <p>Stages complete on the library's own threads: continue with the {@code ...Async} methods of
 * {@link CompletionStage} when the continuation blocks.
 */
public final class MetadataRepository {
  private final MetadataStore store;
  private final Duration timeout;

  MetadataRepository(MetadataStore store, Duration timeout) {
    this.store = store;
    this.timeout = timeout;
  }

  /**
   * Returns the same repository with another deadline for each call.
   *
   * @param timeout time a call may take in all, more than zero
   * @return a view; cheap
   */
  public MetadataRepository withTimeout(Duration timeout) {
    return new MetadataRepository(store, Deadline.after(timeout).budget());
  }

  /**
   * Gets the record of this registration, or creates it: the same registration gives the same
   * record, whoever registers it, however often.
   *
   * @param registration what is measured between whom
   * @return the record as stored
   * @throws net.es.esmond.storage.error.StoreException when PostgreSQL could not serve
   */
  public Metadata register(Registration registration) {
    return Calls.await(registerAsync(registration));
  }

  /**
   * {@link #register} without blocking.
   *
   * @param registration what is measured between whom
   * @return completes with the record as stored
   */
  public CompletionStage<Metadata> registerAsync(Registration registration) {
    Objects.requireNonNull(registration, "registration");
    return store.register(registration, Deadline.after(timeout));
  }

  /**
   * Gets a record by its key.
   *
   * @param metadataKey the key
   * @return the record as stored now
   * @throws UnknownMetadataException when there is none
   */
  public Metadata get(String metadataKey) {
    return find(metadataKey).orElseThrow(() -> new UnknownMetadataException(metadataKey));
  }

  /**
   * Finds a record by its key.
   *
   * @param metadataKey the key
   * @return the record as stored now; empty when there is none
   * @throws net.es.esmond.storage.error.StoreException when PostgreSQL could not serve
   */
  public Optional<Metadata> find(String metadataKey) {
    return Calls.await(findAsync(metadataKey));
  }

  /**
   * {@link #find} without blocking.
   *
   * @param metadataKey the key
   * @return completes with the record as stored now; empty when there is none
   */
  public CompletionStage<Optional<Metadata>> findAsync(String metadataKey) {
    Objects.requireNonNull(metadataKey, "metadataKey");
    return store.find(metadataKey, Deadline.after(timeout));
  }
}

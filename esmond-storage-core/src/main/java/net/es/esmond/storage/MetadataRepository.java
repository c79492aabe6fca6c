package net.es.esmond.storage;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.UnknownMetadataException;
import net.es.esmond.storage.internal.async.CallGate;
import net.es.esmond.storage.internal.async.GatedCall;
import net.es.esmond.storage.internal.metadata.HostLookup;
import net.es.esmond.storage.metadata.ChangeCursor;
import net.es.esmond.storage.metadata.ChangePage;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataPage;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.MetadataStore;

/**
 * Registers, finds and deletes the tests that measurements belong to. Immutable; safe for use by
 * many threads. Every call has one deadline: {@code sql_db_request_timeout}, or the time that
 * {@link #withTimeout} sets.
 *
 * <p>Stages complete where those of the {@link Archive} do.
 */
public final class MetadataRepository {
  private final CallGate calls;
  private final MetadataStore store;
  private final HostLookup lookup;
  private final Consumer<Registration> rules;
  private final Duration timeout;

  MetadataRepository(
      CallGate calls,
      MetadataStore store,
      HostLookup lookup,
      Consumer<Registration> rules,
      Duration timeout) {
    this.calls = calls;
    this.store = store;
    this.rules = rules;
    this.lookup = lookup;
    this.timeout = timeout;
  }

  /**
   * Returns the same repository with another deadline for each call.
   *
   * @param timeout time a call may take in all, more than zero and at most 365 days
   * @return a view; cheap
   * @throws InvalidInputException when the timeout is out of range
   */
  public MetadataRepository withTimeout(Duration timeout) {
    return new MetadataRepository(calls, store, lookup, rules, Deadline.after(timeout).budget());
  }

  /**
   * Returns the metadata record of a registration, and creates it if it is absent. Equal
   * registrations give the same record, in every process and at every repetition.
   *
   * @param registration what is measured between whom
   * @return the record as stored
   * @throws InvalidInputException when the record is not there yet and has a summary of which no
   *     window could ever be stored, as its base points expire too soon
   * @throws net.es.esmond.storage.error.StoreException when PostgreSQL could not serve
   */
  public Metadata register(Registration registration) {
    return registering(registration).blocking();
  }

  /**
   * {@link #register} without blocking.
   *
   * @param registration what is measured between whom
   * @return completes with the record as stored
   */
  public CompletionStage<Metadata> registerAsync(Registration registration) {
    return registering(registration).async();
  }

  private GatedCall<Metadata> registering(Registration registration) {
    Objects.requireNonNull(registration, "registration");
    return calls.write(
        "MetadataRepository.register", timeout, deadline -> register(registration, deadline));
  }

  /**
   * Takes over a record of another archive: with its key, and with the times at which its event
   * types were last updated. A record that is here already, by its key or else by its checksum,
   * stays as it is and is returned.
   *
   * @param record a record of another archive
   * @return the record as stored; it has another key than the given one if the same test was
   *     registered here before
   * @throws InvalidInputException when the record breaks rules of registrations; names them all
   * @throws net.es.esmond.storage.error.StoreException when PostgreSQL could not serve
   */
  public Metadata adopt(Metadata record) {
    return adopting(record).blocking();
  }

  /**
   * {@link #adopt} without blocking.
   *
   * @param record a record of another archive
   * @return completes with the record as stored
   */
  public CompletionStage<Metadata> adoptAsync(Metadata record) {
    return adopting(record).async();
  }

  private GatedCall<Metadata> adopting(Metadata record) {
    Series.base(record.key(), EventType.THROUGHPUT); // checks the key
    if (!record.checksum().matches("[0-9a-f]{64}")) {
      throw new InvalidInputException("checksum", record.checksum(), "must be 64 hex digits");
    }
    Registration.of(record);
    return calls.write(
        "MetadataRepository.adopt", timeout, deadline -> store.adopt(record, deadline));
  }

  /** Registers a test once it keeps the rules. An earlier registration that breaks them stays. */
  private CompletionStage<Metadata> register(Registration registration, Deadline deadline) {
    try {
      rules.accept(registration);
    } catch (InvalidInputException refused) {
      MetadataQuery alike =
          MetadataQuery.builder()
              .source(registration.subject().source())
              .toolName(registration.subject().toolName())
              .build();
      return exists(registration, alike, deadline)
          .thenCompose(
              exists ->
                  exists
                      ? store.register(registration, deadline)
                      : CompletableFuture.failedFuture(refused));
    }
    return store.register(registration, deadline);
  }

  private CompletionStage<Boolean> exists(
      Registration registration, MetadataQuery alike, Deadline deadline) {
    return store
        .find(alike, deadline)
        .thenCompose(
            page -> {
              boolean found =
                  page.records().stream()
                      .anyMatch(test -> test.checksum().equals(registration.checksum()));
              return found || page.next().isEmpty()
                  ? CompletableFuture.completedFuture(found)
                  : exists(registration, page.next().get(), deadline);
            });
  }

  /**
   * Returns the record with a key.
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
    return finding(metadataKey).blocking();
  }

  /**
   * {@link #find} without blocking.
   *
   * @param metadataKey the key
   * @return completes with the record as stored now; empty when there is none
   */
  public CompletionStage<Optional<Metadata>> findAsync(String metadataKey) {
    return finding(metadataKey).async();
  }

  private GatedCall<Optional<Metadata>> finding(String metadataKey) {
    Objects.requireNonNull(metadataKey, "metadataKey");
    return calls.call(
        "MetadataRepository.find", timeout, deadline -> store.find(metadataKey, deadline));
  }

  /**
   * Finds a record by its key in memory, and in PostgreSQL if it is not there. For callers that ask
   * for the same records again and again, for example before each write.
   *
   * <p>The answer is at most a minute old, as are the event types' times of last update in it. So a
   * record that another instance deleted may be found for a minute; one that this instance deleted
   * is not. While no primary can be reached, the answer may be older by {@code
   * sql_db_stale_if_error}, five minutes by default. That there is no record is never answered from
   * memory: a new record is found at once, whoever registered it.
   *
   * @param metadataKey the key
   * @return the record; empty when there is none
   * @throws net.es.esmond.storage.error.StoreException when the record is not in memory, and
   *     PostgreSQL could not serve
   */
  public Optional<Metadata> findCached(String metadataKey) {
    return findingCached(metadataKey).blocking();
  }

  /**
   * {@link #findCached} without blocking.
   *
   * @param metadataKey the key
   * @return completes with the record; empty when there is none
   */
  public CompletionStage<Optional<Metadata>> findCachedAsync(String metadataKey) {
    return findingCached(metadataKey).async();
  }

  private GatedCall<Optional<Metadata>> findingCached(String metadataKey) {
    Objects.requireNonNull(metadataKey, "metadataKey");
    return calls.call(
        "MetadataRepository.findCached",
        timeout,
        deadline -> store.findCached(metadataKey, deadline));
  }

  /**
   * Finds one page of records in the order of their keys, as esmond does: the query's offset is
   * skipped, and the page ends at its limit. Host names in the query are resolved first.
   *
   * <p>A query by time finds what this storage has written before, also while the update of {@code
   * time_updated} waits to be written: such updates are written first, within half of the deadline,
   * and the search goes on if PostgreSQL does not take them. What other instances wrote is found as
   * {@code sql_db_touch_mode} says, or at once after {@link Archive#announcingAtOnce}.
   *
   * @param query what to find
   * @return a page, and how to get the next one
   * @throws net.es.esmond.storage.error.InvalidInputException when a host has no address
   * @throws net.es.esmond.storage.error.StoreException when PostgreSQL could not serve
   */
  public MetadataPage findPage(MetadataQuery query) {
    return findingPage(query).blocking();
  }

  /**
   * {@link #findPage} without blocking.
   *
   * @param query what to find
   * @return completes with a page
   */
  public CompletionStage<MetadataPage> findPageAsync(MetadataQuery query) {
    return findingPage(query).async();
  }

  private GatedCall<MetadataPage> findingPage(MetadataQuery query) {
    return calls.call(
        "MetadataRepository.findPage",
        timeout,
        deadline ->
            lookup
                .resolve(query, deadline)
                .thenCompose(resolved -> store.find(resolved, deadline)));
  }

  /**
   * Finds all records that match, page by page as the stream is read. The query's limit is the size
   * of these pages and does not end the stream; {@link #findPage} ends at it. No connection is held
   * between two pages.
   *
   * @param query what to find; its offset is skipped once
   * @return in the order of their keys
   */
  public Stream<Metadata> findAll(MetadataQuery query) {
    return Stream.iterate(
            Optional.of(findPage(query)),
            Optional::isPresent,
            page -> page.flatMap(MetadataPage::next).map(this::findPage))
        .flatMap(page -> page.orElseThrow().records().stream());
  }

  /**
   * Counts the records that a query finds, whatever its limit and offset.
   *
   * @param query what to count
   * @return the number of records
   */
  public long count(MetadataQuery query) {
    return counting(query).blocking();
  }

  /**
   * {@link #count} without blocking.
   *
   * @param query what to count
   * @return completes with the number of records
   */
  public CompletionStage<Long> countAsync(MetadataQuery query) {
    return counting(query).async();
  }

  private GatedCall<Long> counting(MetadataQuery query) {
    return calls.call(
        "MetadataRepository.count",
        timeout,
        deadline ->
            lookup
                .resolve(query, deadline)
                .thenCompose(resolved -> store.count(resolved, deadline)));
  }

  /**
   * Deletes a test. Its record cannot be found from now on, and no instance writes to it after one
   * minute, the longest time that instances cache a record. {@link Maintenance#deleteData} deletes
   * the test's data two hours later at the earliest. The test may be registered again.
   *
   * @param metadataKey the record
   * @return whether there was one
   * @throws net.es.esmond.storage.error.StoreException when PostgreSQL could not serve
   */
  public boolean delete(String metadataKey) {
    return deleting(metadataKey).blocking();
  }

  /**
   * {@link #delete} without blocking.
   *
   * @param metadataKey the record
   * @return completes with whether there was one
   */
  public CompletionStage<Boolean> deleteAsync(String metadataKey) {
    return deleting(metadataKey).async();
  }

  private GatedCall<Boolean> deleting(String metadataKey) {
    Objects.requireNonNull(metadataKey, "metadataKey");
    return calls.write(
        "MetadataRepository.delete",
        timeout,
        deadline -> store.delete(metadataKey, deadline).thenApply(Optional::isPresent));
  }

  /**
   * Applies those upgrades of esmond's tables that opening leaves out because they take long, or
   * because the tables were in use. PostgreSQL rewrites {@code ps_event_types} and locks it
   * meanwhile, a few seconds for a million rows. Searches by time are slow until the upgrade is
   * done. The upgrade waits 1.5 s at most for transactions that use the tables, as everybody else
   * queues behind it.
   *
   * @param timeout time it may take
   * @throws net.es.esmond.storage.error.StoreException when PostgreSQL could not serve, or other
   *     transactions use the tables: call again once they have ended
   */
  public void upgradeSchema(Duration timeout) {
    calls.write("MetadataRepository.upgradeSchema", timeout, store::upgrade).blocking();
  }

  /**
   * Finds the records whose {@code time_updated} has moved since a cursor. No change that this
   * library stamps is missed, whatever the database's clock does. A record that changed shortly
   * before the cursor may be returned again. The README of esmond-storage-sql says what else may
   * stamp, and what then can be missed. The call writes a mark below which no later stamp falls, so
   * a storage that was opened read only refuses it.
   *
   * @param cursor how far the caller has come
   * @return records, and where to go on
   */
  public ChangePage changedSince(ChangeCursor cursor) {
    return changed(cursor).blocking();
  }

  /**
   * {@link #changedSince} without blocking.
   *
   * @param cursor how far the caller has come
   * @return completes with records, and where to go on
   */
  public CompletionStage<ChangePage> changedSinceAsync(ChangeCursor cursor) {
    return changed(cursor).async();
  }

  private GatedCall<ChangePage> changed(ChangeCursor cursor) {
    return calls.write(
        "MetadataRepository.changedSince",
        timeout,
        deadline -> store.changedSince(cursor, MetadataQuery.DEFAULT_LIMIT, deadline));
  }
}

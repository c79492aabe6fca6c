package net.es.esmond.storage.testkit.memory;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.error.UnknownMetadataException;
import net.es.esmond.storage.error.UnknownSeriesException;
import net.es.esmond.storage.health.StoreHealth;
import net.es.esmond.storage.metadata.ChangeCursor;
import net.es.esmond.storage.metadata.ChangePage;
import net.es.esmond.storage.metadata.Deletion;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataPage;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.AccessStore;
import net.es.esmond.storage.spi.LastUpdated;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.ServerTime;

/**
 * Keeps metadata records in memory. Safe for use by many threads: one at a time does anything but
 * look for a record in the cache.
 */
public final class InMemoryMetadataStore implements MetadataStore {
  private final ConcurrentSkipListMap<String, Metadata> records = new ConcurrentSkipListMap<>();

  /** When event types were touched since their records were last looked at: that costs a copy. */
  private final Map<Touched, Instant> touches = new HashMap<>();

  /** Keys by checksum of the records that were taken over. */
  private final Map<String, String> adopted = new TreeMap<>();

  private final Map<String, Deletion> deletions = new TreeMap<>();
  private final Clock clock;
  private final StoreHealth health;
  private final AccessStore access;
  private Instant latest = Instant.MIN;

  private record Touched(String metadataKey, EventType eventType) {}

  /**
   * Creates an empty store.
   *
   * @param clock the server's clock, which tells when a record was touched
   */
  public InMemoryMetadataStore(Clock clock) {
    this.clock = clock;
    this.health = StoreHealth.serving(StoreException.Store.POSTGRESQL, clock.instant());
    this.access = new InMemoryAccessStore(clock);
  }

  /** No two moments are the same, and none comes before an earlier one, whatever the clock does. */
  private Instant now() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    latest = now.isAfter(latest) ? now : latest.plus(1, ChronoUnit.MICROS);
    return latest;
  }

  @Override
  public synchronized CompletionStage<Metadata> register(
      Registration registration, Deadline deadline) {
    String key = adopted.getOrDefault(registration.checksum(), registration.newKey());
    return completedFuture(current().computeIfAbsent(key, absent -> registration.newRecord()));
  }

  @Override
  public synchronized CompletionStage<Metadata> adopt(Metadata record, Deadline deadline) {
    Optional<Metadata> known =
        Optional.ofNullable(current().get(record.key()))
            .or(
                () ->
                    records.values().stream()
                        .filter(each -> each.checksum().equals(record.checksum()))
                        .findFirst());
    if (known.isEmpty()) {
      records.put(record.key(), record);
      adopted.put(record.checksum(), record.key());
    }
    return completedFuture(known.orElse(record));
  }

  @Override
  public synchronized CompletionStage<Optional<Metadata>> find(
      String metadataKey, Deadline deadline) {
    return completedFuture(Optional.ofNullable(current().get(metadataKey)));
  }

  /** Finds a record whose times may be old, as those in a cache may be, and waits for nobody. */
  @Override
  public CompletionStage<Optional<Metadata>> findCached(String metadataKey, Deadline deadline) {
    return completedFuture(Optional.ofNullable(records.get(metadataKey)));
  }

  @Override
  public synchronized CompletionStage<MetadataPage> find(MetadataQuery query, Deadline deadline) {
    List<Metadata> found =
        matching(query, query.afterKey()).skip(query.offset()).limit(query.limit() + 1L).toList();
    boolean more = found.size() > query.limit();
    List<Metadata> page = more ? found.subList(0, query.limit()) : found;
    return completedFuture(
        new MetadataPage(
            page,
            more
                ? Optional.of(query.toBuilder().offset(0).afterKey(last(page)).build())
                : Optional.empty()));
  }

  @Override
  public synchronized CompletionStage<Long> count(MetadataQuery query, Deadline deadline) {
    return completedFuture(matching(query, Optional.empty()).count());
  }

  private Stream<Metadata> matching(MetadataQuery query, Optional<String> afterKey) {
    return current().tailMap(afterKey.orElse(""), false).values().stream()
        .filter(new QueryMatch(query)::matches);
  }

  private static String last(List<Metadata> page) {
    return page.get(page.size() - 1).key();
  }

  @Override
  public synchronized CompletionStage<ChangePage> changedSince(
      ChangeCursor cursor, int limit, Deadline deadline) {
    Instant until = cursor.until().orElseGet(this::now);
    MetadataQuery query = MetadataQuery.builder().updatedSince(cursor.since()).build();
    List<Metadata> changed = matching(query, cursor.afterKey()).limit(limit + 1L).toList();
    List<Metadata> page = changed.subList(0, Math.min(limit, changed.size()));
    return completedFuture(
        changed.size() == page.size()
            ? new ChangePage(page, ChangeCursor.from(until), true)
            : new ChangePage(
                page,
                new ChangeCursor(cursor.since(), Optional.of(until), Optional.of(last(page))),
                false));
  }

  @Override
  public LastUpdated lastUpdated(String metadataKey, EventType eventType) {
    return deadline -> touch(metadataKey, eventType);
  }

  /** All touches are written at once here. */
  @Override
  public LastUpdated lastUpdatedAtOnce(String metadataKey, EventType eventType) {
    return lastUpdated(metadataKey, eventType);
  }

  private synchronized CompletionStage<Void> touch(String metadataKey, EventType eventType) {
    Metadata record = records.get(metadataKey);
    if (record == null) {
      return failedFuture(new UnknownMetadataException(metadataKey));
    }
    if (!record.has(eventType.esmondName())) {
      return failedFuture(new UnknownSeriesException(metadataKey, eventType.esmondName()));
    }
    touches.put(new Touched(metadataKey, eventType), now());
    return completedFuture(null);
  }

  /** Returns the records with the times of all touches. Only who has the lock calls this. */
  private ConcurrentSkipListMap<String, Metadata> current() {
    touches.forEach(
        (touched, time) ->
            records.computeIfPresent(
                touched.metadataKey(),
                (key, record) -> touched(record, touched.eventType(), time)));
    touches.clear();
    return records;
  }

  private static Metadata touched(Metadata record, EventType eventType, Instant now) {
    List<EventTypeInfo> eventTypes =
        record.eventTypes().stream()
            .map(
                info ->
                    info.eventType().equals(eventType.esmondName())
                        ? new EventTypeInfo(
                            info.eventType(),
                            info.summaryType(),
                            info.windowSeconds(),
                            Optional.of(now))
                        : info)
            .toList();
    return new Metadata(
        record.key(), record.checksum(), record.subject(), eventTypes, record.parameters());
  }

  /** Everybody hears of a deletion at once here: its data can be deleted right away. */
  @Override
  public synchronized CompletionStage<Optional<Deletion>> delete(
      String metadataKey, Deadline deadline) {
    Optional<Deletion> deletion =
        Optional.ofNullable(current().remove(metadataKey))
            .map(record -> new Deletion(metadataKey, untouched(record), now(), false));
    adopted.values().remove(metadataKey);
    deletion.ifPresent(one -> deletions.put(metadataKey, one));
    return completedFuture(deletion);
  }

  private static List<EventTypeInfo> untouched(Metadata record) {
    return record.eventTypes().stream()
        .map(
            info ->
                new EventTypeInfo(
                    info.eventType(), info.summaryType(), info.windowSeconds(), Optional.empty()))
        .toList();
  }

  @Override
  public synchronized CompletionStage<List<Deletion>> dueDeletions(int limit, Deadline deadline) {
    return completedFuture(
        deletions.values().stream()
            .sorted(Comparator.comparing(Deletion::dataBefore))
            .limit(limit)
            .map(this::asListed)
            .toList());
  }

  private Deletion asListed(Deletion kept) {
    return new Deletion(
        kept.metadataKey(),
        kept.eventTypes(),
        kept.dataBefore(),
        current().containsKey(kept.metadataKey()));
  }

  @Override
  public synchronized CompletionStage<Void> dataDeleted(Deletion deletion, Deadline deadline) {
    deletions.computeIfPresent(
        deletion.metadataKey(),
        (key, kept) -> kept.dataBefore().equals(deletion.dataBefore()) ? null : kept);
    return completedFuture(null);
  }

  @Override
  public CompletionStage<List<ServerTime>> serverTimes(Deadline deadline) {
    return completedFuture(
        List.of(InMemoryTimeSeriesStore.serverTime("metadata in memory", clock)));
  }

  /** Does nothing. */
  @Override
  public CompletionStage<Void> upgrade(Deadline deadline) {
    return completedFuture(null);
  }

  @Override
  public AccessStore access() {
    return access;
  }

  /** Does nothing: what was registered can be found again. */
  @Override
  public StoreHealth health() {
    return health;
  }

  @Override
  public void close() {}
}

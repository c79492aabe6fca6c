package net.es.esmond.storage.testkit.memory;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import net.es.esmond.storage.Deadline;
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

/** Keeps metadata records in memory. Safe for use by many threads. */
public final class InMemoryMetadataStore implements MetadataStore {
  private final Map<String, Metadata> records = new ConcurrentHashMap<>();
  private final Map<String, Deletion> deletions = new ConcurrentHashMap<>();
  private final Clock clock;
  private final AccessStore access;

  /**
   * Creates an empty store.
   *
   * @param clock tells when a record was touched
   */
  public InMemoryMetadataStore(Clock clock) {
    this.clock = clock;
    this.access = new InMemoryAccessStore(clock);
  }

  @Override
  public CompletionStage<Metadata> register(Registration registration, Deadline deadline) {
    return completedFuture(
        records.computeIfAbsent(
            registration.newKey(),
            key ->
                new Metadata(
                    key,
                    registration.checksum(),
                    registration.subject(),
                    registration.eventTypes(),
                    registration.parameters())));
  }

  @Override
  public CompletionStage<Optional<Metadata>> find(String metadataKey, Deadline deadline) {
    return completedFuture(Optional.ofNullable(records.get(metadataKey)));
  }

  @Override
  public CompletionStage<Optional<Metadata>> findCached(String metadataKey, Deadline deadline) {
    return find(metadataKey, deadline);
  }

  @Override
  public CompletionStage<MetadataPage> find(MetadataQuery query, Deadline deadline) {
    List<Metadata> found = matching(query).skip(query.offset()).limit(query.limit()).toList();
    return completedFuture(
        new MetadataPage(
            found,
            found.size() < query.limit()
                ? Optional.empty()
                : Optional.of(
                    query.toBuilder()
                        .offset(0)
                        .afterKey(found.get(found.size() - 1).key())
                        .build())));
  }

  @Override
  public CompletionStage<Long> count(MetadataQuery query, Deadline deadline) {
    return completedFuture(matching(query).count());
  }

  private Stream<Metadata> matching(MetadataQuery query) {
    return records.values().stream()
        .filter(new QueryMatch(query)::matches)
        .sorted(Comparator.comparing(Metadata::key));
  }

  /** Touches are visible at once here: one page has them all. */
  @Override
  public CompletionStage<ChangePage> changedSince(
      ChangeCursor cursor, int limit, Deadline deadline) {
    Instant now = clock.instant();
    List<Metadata> changed =
        matching(MetadataQuery.builder().updatedSince(cursor.since()).build()).toList();
    return completedFuture(new ChangePage(changed, ChangeCursor.from(now), true));
  }

  @Override
  public LastUpdated lastUpdated(String metadataKey, EventType eventType) {
    return deadline -> {
      Instant now = clock.instant();
      records.computeIfPresent(metadataKey, (key, record) -> touched(record, eventType, now));
      return completedFuture(null);
    };
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
  public CompletionStage<Optional<Deletion>> delete(String metadataKey, Deadline deadline) {
    Optional<Deletion> deletion =
        Optional.ofNullable(records.remove(metadataKey))
            .map(record -> new Deletion(metadataKey, record.eventTypes(), clock.instant()));
    deletion.ifPresent(one -> deletions.put(metadataKey, one));
    return completedFuture(deletion);
  }

  @Override
  public CompletionStage<List<Deletion>> dueDeletions(int limit, Deadline deadline) {
    return completedFuture(deletions.values().stream().limit(limit).toList());
  }

  @Override
  public CompletionStage<Void> dataDeleted(Deletion deletion, Deadline deadline) {
    deletions.remove(deletion.metadataKey(), deletion);
    return completedFuture(null);
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
  public void close() {}
}

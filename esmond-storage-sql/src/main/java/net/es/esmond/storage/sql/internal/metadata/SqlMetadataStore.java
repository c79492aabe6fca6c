package net.es.esmond.storage.sql.internal.metadata;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.health.StoreHealth;
import net.es.esmond.storage.internal.text.StorableText;
import net.es.esmond.storage.metadata.ChangeCursor;
import net.es.esmond.storage.metadata.ChangePage;
import net.es.esmond.storage.metadata.Deletion;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataPage;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.AccessStore;
import net.es.esmond.storage.spi.LastUpdated;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.ServerTime;
import net.es.esmond.storage.sql.internal.access.SqlAccessStore;
import net.es.esmond.storage.sql.internal.lastupdated.LastUpdatedWriter;
import net.es.esmond.storage.sql.internal.pool.Database;
import net.es.esmond.storage.sql.internal.pool.Session;
import net.es.esmond.storage.sql.internal.pool.StaleCache;
import net.es.esmond.storage.sql.internal.schema.DatabaseSchema;

/** Stores metadata records in esmond's tables. Thread-safe. */
public final class SqlMetadataStore implements MetadataStore {
  /**
   * Age of the oldest cached record while there is a primary: changes of another instance may go
   * unnoticed so long.
   */
  private static final Duration CACHED_FOR = Duration.ofMinutes(1);

  private static final long MAX_CACHED_BYTES = 50_000_000;

  /** A second attempt is needed only when another transaction deletes the record meanwhile. */
  private static final int MAX_REGISTER_ATTEMPTS = 3;

  private static final String FIND = MetadataRowMapper.select("m.metadata_key = ?");

  private final Database database;
  private final DatabaseSchema schema;
  private final RecentRegistrations recent;
  private final Optional<LastUpdatedWriter> lastUpdated;
  private final Clock clock;
  private final AccessStore access;
  private final ChangeMark mark = new ChangeMark();
  private final StaleCache<String, Metadata> cache;

  /**
   * Creates a store, which closes the database and the writer with itself.
   *
   * @param database the database that has the tables
   * @param schema the schema of the database, which is ensured
   * @param lastUpdated the writer of last-updated times; empty when the storage is read only
   * @param clock the archive's time
   */
  public SqlMetadataStore(
      Database database,
      DatabaseSchema schema,
      Optional<LastUpdatedWriter> lastUpdated,
      Clock clock) {
    this.database = database;
    this.schema = schema;
    this.recent = new RecentRegistrations(database);
    this.lastUpdated = lastUpdated;
    this.clock = clock;
    this.access = new SqlAccessStore(database);
    this.cache =
        database.cache(CACHED_FOR, MAX_CACHED_BYTES, (key, record) -> RecordSize.bytes(record));
  }

  @Override
  public CompletionStage<Metadata> register(Registration registration, Deadline deadline) {
    Instant now = clock.instant();
    long began = cache.beginRead();
    return database
        .submit("register", deadline, session -> register(session, registration.newRecord(), now))
        .thenApply(
            record -> {
              recent.add(record.key(), registration, now);
              return cached(record, began);
            });
  }

  @Override
  public CompletionStage<Metadata> adopt(Metadata record, Deadline deadline) {
    Instant now = clock.instant();
    long began = cache.beginRead();
    return database
        .submit("adopt", deadline, session -> adopt(session, record, now))
        .thenApply(found -> cached(found, began));
  }

  @Override
  public CompletionStage<Optional<Metadata>> find(String metadataKey, Deadline deadline) {
    long began = cache.beginRead();
    return find(metadataKey, deadline, Optional::empty)
        .thenApply(found -> found.map(record -> cached(record, began)));
  }

  @Override
  public CompletionStage<Optional<Metadata>> findCached(String metadataKey, Deadline deadline) {
    return cache.get(metadataKey, stale -> find(metadataKey, deadline, stale));
  }

  private CompletionStage<Optional<Metadata>> find(
      String metadataKey, Deadline deadline, Supplier<Optional<Metadata>> stale) {
    if (!StorableText.holds(metadataKey)) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    return database.read("find", deadline, session -> find(session, metadataKey), stale);
  }

  @Override
  public CompletionStage<MetadataPage> find(MetadataQuery query, Deadline deadline) {
    return ownTouchesWritten(query, deadline)
        .thenCompose(
            done -> search("search", deadline, (search, session) -> search.find(session, query)));
  }

  /** Has this instance's touches written before a search by time, but for a page that goes on. */
  private CompletionStage<Void> ownTouchesWritten(MetadataQuery query, Deadline deadline) {
    return lastUpdated
        .filter(writer -> query.timeUpdated().isPresent() && query.afterKey().isEmpty())
        .map(writer -> writer.flushed(deadline.half()))
        .orElse(CompletableFuture.completedStage(null));
  }

  @Override
  public CompletionStage<Long> count(MetadataQuery query, Deadline deadline) {
    return ownTouchesWritten(query, deadline)
        .thenCompose(
            done -> search("count", deadline, (search, session) -> search.count(session, query)));
  }

  @Override
  public CompletionStage<ChangePage> changedSince(
      ChangeCursor cursor, int limit, Deadline deadline) {
    return search(
        "changes", deadline, (search, session) -> search.changedSince(session, cursor, limit));
  }

  @Override
  public LastUpdated lastUpdated(String metadataKey, EventType eventType) {
    return lastUpdated(writer -> writer.lastUpdated(metadataKey, eventType));
  }

  @Override
  public LastUpdated lastUpdatedAtOnce(String metadataKey, EventType eventType) {
    return lastUpdated(writer -> writer.lastUpdatedAtOnce(metadataKey, eventType));
  }

  private LastUpdated lastUpdated(Function<LastUpdatedWriter, LastUpdated> handle) {
    return lastUpdated.map(handle).orElse(deadline -> CompletableFuture.failedStage(readOnly()));
  }

  private static StoreException readOnly() {
    return new StoreException(
        ErrorCode.READ_ONLY,
        StoreException.Store.POSTGRESQL,
        "a touch was refused, as the storage was opened read only: open one that may write",
        List.of(),
        null);
  }

  private static Metadata adopt(Session session, Metadata wanted, Instant now) throws SQLException {
    Optional<Metadata> found = find(session, wanted.key());
    return found.isPresent() ? found.get() : register(session, wanted, now);
  }

  private static Metadata register(Session session, Metadata wanted, Instant now)
      throws SQLException {
    for (int attempt = 0; attempt < MAX_REGISTER_ATTEMPTS; attempt++) {
      Optional<Metadata> record = RegisterStatement.run(session, wanted, now);
      if (record.isPresent()) {
        record = HalfRecords.whole(session, record.get(), wanted, now);
      }
      if (record.isPresent()) {
        return record.get();
      }
    }
    throw new StoreException(
        ErrorCode.STORE_REFUSED,
        StoreException.Store.POSTGRESQL,
        "another record has the metadata key '"
            + wanted.key()
            + "' although its checksum is another one; delete that record or change a parameter",
        List.of(),
        null);
  }

  private static Optional<Metadata> find(Session session, String key) throws SQLException {
    return session.query(FIND).bind(key).first(MetadataRowMapper::read);
  }

  private Metadata cached(Metadata record, long began) {
    cache.put(record.key(), record, began);
    return record;
  }

  /** A searching is what a call does with a search. */
  private interface Searching<T> {
    T run(Search search, Session session) throws SQLException;
  }

  private <T> CompletionStage<T> search(
      String operation, Deadline deadline, Searching<T> searching) {
    return database.submit(
        operation,
        deadline,
        session -> {
          try {
            return searching.run(search(), session);
          } catch (SQLException e) {
            if (!schema.lostUpdatedHour(e)) {
              throw e;
            }
            return searching.run(search(), session);
          }
        });
  }

  private Search search() {
    return new Search(schema.hasUpdatedHour(), mark);
  }

  @Override
  public CompletionStage<Optional<Deletion>> delete(String metadataKey, Deadline deadline) {
    if (!StorableText.holds(metadataKey)) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    return database
        .submit(
            "delete",
            deadline,
            session ->
                session.transaction(
                    transaction -> Deletions.delete(transaction, metadataKey, clock)))
        .whenComplete((deletion, failure) -> cache.invalidate(metadataKey));
  }

  @Override
  public CompletionStage<List<Deletion>> dueDeletions(int limit, Deadline deadline) {
    return database.submit(
        "due-deletions", deadline, session -> Deletions.due(session, limit, clock.instant()));
  }

  @Override
  public CompletionStage<Void> dataDeleted(Deletion deletion, Deadline deadline) {
    return database
        .submit("data-deleted", deadline, session -> Deletions.done(session, deletion))
        .thenAccept(done -> {});
  }

  @Override
  public CompletionStage<List<ServerTime>> serverTimes(Deadline deadline) {
    return database.submit("server-time", deadline, this::serverTimes);
  }

  private List<ServerTime> serverTimes(Session session) throws SQLException {
    long asked = System.nanoTime();
    OffsetDateTime time =
        session
            .query("SELECT clock_timestamp()")
            .one(row -> row.getObject(1, OffsetDateTime.class));
    long answered = System.nanoTime();
    String server = database.primary().map(Object::toString).orElse("primary");
    return List.of(new ServerTime("PostgreSQL " + server, time.toInstant(), asked, answered));
  }

  @Override
  public CompletionStage<Void> upgrade(Deadline deadline) {
    return schema.upgrade(deadline);
  }

  @Override
  public StoreHealth health() {
    return database.health();
  }

  @Override
  public long touchesWaiting() {
    return lastUpdated.map(LastUpdatedWriter::waiting).orElse(0);
  }

  @Override
  public AccessStore access() {
    return access;
  }

  @Override
  public void close() {
    lastUpdated.ifPresent(LastUpdatedWriter::close);
    database.close();
  }
}

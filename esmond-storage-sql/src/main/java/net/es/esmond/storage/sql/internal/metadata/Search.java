package net.es.esmond.storage.sql.internal.metadata;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.metadata.ChangeCursor;
import net.es.esmond.storage.metadata.ChangePage;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataPage;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.sql.internal.pool.Session;

/**
 * Searches for records, page by page. A page starts after the last key of the page before. Two
 * statements, each a transaction of its own, make a page. The first finds the ids, and is planned
 * for its values. The second reads the records, and is always the same, so that the server plans it
 * once and answers in binary. It is repeated for slices of the ids, until the page is large enough.
 * Keys come from checksums, so that the first slice shows how large the others will be.
 */
final class Search {
  private static final String RECORDS = MetadataRowMapper.select("m.id = ANY (?)");

  /**
   * Bytes of a page's records, from which on the page ends. A record has one or two MiB at most.
   */
  private static final long PAGE_BYTES = 16L << 20;

  /** Number of records that are read before anything is known of their size. */
  private static final int FIRST_SLICE = 32;

  /** Times by which a slice has more records than the one before, at most. */
  private static final int GROWTH = 8;

  private final boolean hasUpdatedHour;
  private final ChangeMark mark;

  Search(boolean hasUpdatedHour, ChangeMark mark) {
    this.hasUpdatedHour = hasUpdatedHour;
    this.mark = mark;
  }

  MetadataPage find(Session session, MetadataQuery query) throws SQLException {
    Page page = page(session, query);
    return new MetadataPage(
        page.records,
        page.continuesAfter.map(key -> query.toBuilder().offset(0).afterKey(key).build()));
  }

  long count(Session session, MetadataQuery query) throws SQLException {
    SearchConditions conditions = SearchConditions.of(query, hasUpdatedHour);
    return conditions.bind(session.query(conditions.selectCount())).one(row -> row.getLong(1));
  }

  ChangePage changedSince(Session session, ChangeCursor cursor, int limit) throws SQLException {
    Instant until = cursor.until().isPresent() ? cursor.until().get() : seenUntil(session, cursor);
    var query = MetadataQuery.builder().updatedSince(cursor.since()).limit(limit);
    cursor.afterKey().ifPresent(query::afterKey);
    Page page = page(session, query.build());
    return new ChangePage(
        page.records,
        page.continuesAfter
            .map(key -> new ChangeCursor(cursor.since(), Optional.of(until), Optional.of(key)))
            .orElseGet(() -> ChangeCursor.from(until)),
        page.continuesAfter.isEmpty());
  }

  /** Returns a time, not before the cursor: no earlier stamp becomes visible from now on. */
  private Instant seenUntil(Session session, ChangeCursor cursor) throws SQLException {
    Instant until = mark.raise(session);
    return until.isBefore(cursor.since()) ? cursor.since() : until;
  }

  /** A page has records in the order of keys, and its last key when more records follow. */
  private record Page(List<Metadata> records, Optional<String> continuesAfter) {}

  private record Found(long id, String key) {}

  /** Reads a page. One id more than the query's limit is found, as it says whether more follow. */
  private Page page(Session session, MetadataQuery query) throws SQLException {
    SearchConditions conditions = SearchConditions.of(query, hasUpdatedHour);
    query.afterKey().ifPresent(conditions::after);
    List<Found> found =
        conditions
            .bind(session.query(conditions.selectPage()))
            .bind(query.limit() + 1)
            .bind(query.offset())
            .list(row -> new Found(row.getLong("id"), row.getString("metadata_key")));
    List<Metadata> records = new ArrayList<>(found.size());
    int read =
        readUntilFull(session, found.subList(0, Math.min(query.limit(), found.size())), records);
    return new Page(
        records, read < found.size() ? Optional.of(found.get(read - 1).key()) : Optional.empty());
  }

  /** Reads records until they fill a page. Returns how many of the ids were asked for. */
  private static int readUntilFull(Session session, List<Found> found, List<Metadata> records)
      throws SQLException {
    int read = 0;
    long bytes = 0;
    long slice = FIRST_SLICE;
    while (read < found.size() && bytes < PAGE_BYTES) {
      int end = (int) Math.min(found.size(), read + slice);
      long[] ids = found.subList(read, end).stream().mapToLong(Found::id).toArray();
      for (Metadata record : records(session, ids)) {
        records.add(record);
        bytes += RecordSize.bytes(record);
      }
      read = end;
      long mean = Math.max(1, bytes / read);
      slice = Math.max(1, Math.min(GROWTH * slice, (PAGE_BYTES - bytes) / mean));
    }
    return read;
  }

  /** Reads records in the order of the ids, and leaves out records that were deleted meanwhile. */
  private static List<Metadata> records(Session session, long[] ids) throws SQLException {
    Map<Long, Metadata> found = new HashMap<>();
    session
        .query(RECORDS)
        .bindArray(ids)
        .forEach(row -> found.put(row.getLong("id"), MetadataRowMapper.read(row)));
    return Arrays.stream(ids).mapToObj(found::get).filter(Objects::nonNull).toList();
  }
}

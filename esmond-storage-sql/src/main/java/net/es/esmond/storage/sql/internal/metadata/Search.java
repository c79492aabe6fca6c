package net.es.esmond.storage.sql.internal.metadata;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.metadata.ChangeCursor;
import net.es.esmond.storage.metadata.ChangePage;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataPage;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.sql.internal.pool.Session;

/**
 * Searches: each page is one statement in a transaction of its own, which starts after the last key
 * of the page before.
 */
final class Search {
  /**
   * A stamp becomes visible when its transaction commits, later than the time it bears. No
   * transaction that stamps takes this long.
   */
  private static final Duration OVERLAP = Duration.ofSeconds(30);

  private final boolean hasUpdatedHour;

  Search(boolean hasUpdatedHour) {
    this.hasUpdatedHour = hasUpdatedHour;
  }

  MetadataPage find(Session session, MetadataQuery query) throws SQLException {
    List<Metadata> records = records(session, query);
    boolean full = records.size() == query.limit();
    return new MetadataPage(
        records,
        full
            ? Optional.of(
                query.toBuilder().offset(0).afterKey(records.get(records.size() - 1).key()).build())
            : Optional.empty());
  }

  long count(Session session, MetadataQuery query) throws SQLException {
    Conditions conditions = Conditions.of(query, hasUpdatedHour);
    try (PreparedStatement statement = session.prepareOnce(conditions.select("count(*)", ""))) {
      conditions.bind(session, statement);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  ChangePage changedSince(Session session, ChangeCursor cursor, int limit) throws SQLException {
    Instant until = cursor.until().isPresent() ? cursor.until().get() : seenUntil(session, cursor);
    var query = MetadataQuery.builder().updatedSince(cursor.since()).limit(limit);
    cursor.afterKey().ifPresent(query::afterKey);
    List<Metadata> records = records(session, query.build());
    boolean complete = records.size() < limit;
    return new ChangePage(
        records,
        complete
            ? ChangeCursor.from(until)
            : new ChangeCursor(
                cursor.since(),
                Optional.of(until),
                Optional.of(records.get(records.size() - 1).key())),
        complete);
  }

  /** Whatever is stamped before this time can be seen by now, unless it is before the cursor. */
  private static Instant seenUntil(Session session, ChangeCursor cursor) throws SQLException {
    try (PreparedStatement statement = session.prepare("SELECT clock_timestamp()");
        ResultSet row = statement.executeQuery()) {
      row.next();
      Instant until = row.getObject(1, OffsetDateTime.class).toInstant().minus(OVERLAP);
      return until.isBefore(cursor.since()) ? cursor.since() : until;
    }
  }

  private List<Metadata> records(Session session, MetadataQuery query) throws SQLException {
    Conditions conditions = Conditions.of(query, hasUpdatedHour);
    query.afterKey().ifPresent(conditions::after);
    try (PreparedStatement statement = session.prepareOnce(Records.select(conditions))) {
      int bound = conditions.bind(session, statement);
      statement.setInt(bound + 1, query.limit());
      statement.setInt(bound + 2, query.offset());
      try (ResultSet rows = statement.executeQuery()) {
        List<Metadata> records = new ArrayList<>();
        while (rows.next()) {
          records.add(Records.read(rows));
        }
        return records;
      }
    }
  }
}

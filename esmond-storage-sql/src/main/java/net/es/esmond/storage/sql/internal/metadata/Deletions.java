package net.es.esmond.storage.sql.internal.metadata;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.metadata.Deletion;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.PartitionStore;
import net.es.esmond.storage.sql.internal.pool.Session;

/**
 * Deletes records, and remembers whose data is yet to be deleted. A record that is registered again
 * in between moves the time before which data is deleted to that moment.
 */
final class Deletions {
  /**
   * Longer than a record is cached and a call takes, so that whoever had not heard is done; and so
   * much longer that nobody relies on the lists of partitions any more, which are about to change.
   */
  private static final String LATE_WRITERS =
      "interval '%d seconds'".formatted(PartitionStore.LISTED_FOR.multipliedBy(2).toSeconds());

  private static final String LOCK = "SELECT id FROM ps_metadata WHERE metadata_key = ? FOR UPDATE";

  private static final String REMEMBER =
      """
      INSERT INTO esmond_storage_deletions AS d
             (metadata_key, event_types, summary_types, summary_windows, data_before)
      SELECT ?, coalesce(array_agg(event_type ORDER BY id), '{}'),
             coalesce(array_agg(summary_type ORDER BY id), '{}'),
             coalesce(array_agg(summary_window ORDER BY id), '{}'),
             clock_timestamp() + %s
        FROM ps_event_types WHERE metadata_id = ?
      ON CONFLICT (metadata_key) DO UPDATE
         SET event_types = excluded.event_types, summary_types = excluded.summary_types,
             summary_windows = excluded.summary_windows, data_before = excluded.data_before
      RETURNING event_types, summary_types, summary_windows, data_before
      """
          .formatted(LATE_WRITERS);

  private static final List<String> TABLES =
      List.of(
          "ps_event_types",
          "ps_metadata_parameters",
          "ps_p2p_subject",
          "ps_networkelement_subject");

  private static final String DUE =
      """
      SELECT metadata_key, event_types, summary_types, summary_windows, data_before
        FROM esmond_storage_deletions WHERE data_before <= clock_timestamp()
       ORDER BY data_before LIMIT ?
      """;

  private static final String DONE =
      "DELETE FROM esmond_storage_deletions WHERE metadata_key = ? AND data_before = ?";

  private Deletions() {}

  /** In one transaction. */
  static Optional<Deletion> delete(Session session, String key) throws SQLException {
    int id;
    try (PreparedStatement statement = session.prepare(LOCK)) {
      statement.setString(1, key);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        id = row.getInt(1);
      }
    }
    Deletion deletion = remember(session, key, id);
    for (String table : TABLES) {
      delete(session, "DELETE FROM " + table + " WHERE metadata_id = ?", id);
    }
    delete(session, "DELETE FROM ps_metadata WHERE id = ?", id);
    return Optional.of(deletion);
  }

  private static Deletion remember(Session session, String key, int id) throws SQLException {
    try (PreparedStatement statement = session.prepare(REMEMBER)) {
      statement.setString(1, key);
      statement.setInt(2, id);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return read(key, row);
      }
    }
  }

  private static void delete(Session session, String sql, int id) throws SQLException {
    try (PreparedStatement statement = session.prepare(sql)) {
      statement.setInt(1, id);
      statement.executeUpdate();
    }
  }

  static List<Deletion> due(Session session, int limit) throws SQLException {
    try (PreparedStatement statement = session.prepare(DUE)) {
      statement.setInt(1, limit);
      try (ResultSet rows = statement.executeQuery()) {
        List<Deletion> due = new ArrayList<>();
        while (rows.next()) {
          due.add(read(rows.getString("metadata_key"), rows));
        }
        return due;
      }
    }
  }

  /** Only if nothing was deleted again in between. */
  static boolean done(Session session, Deletion deletion) throws SQLException {
    try (PreparedStatement statement = session.prepare(DONE)) {
      statement.setString(1, deletion.metadataKey());
      statement.setObject(2, OffsetDateTime.ofInstant(deletion.dataBefore(), ZoneOffset.UTC));
      return statement.executeUpdate() > 0;
    }
  }

  private static Deletion read(String key, ResultSet row) throws SQLException {
    String[] names = (String[]) row.getArray("event_types").getArray();
    String[] summaries = (String[]) row.getArray("summary_types").getArray();
    Long[] windows = (Long[]) row.getArray("summary_windows").getArray();
    Instant before = row.getObject("data_before", OffsetDateTime.class).toInstant();
    List<EventTypeInfo> eventTypes = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      int at = i;
      SummaryType.find(summaries[i])
          .ifPresent(
              summary ->
                  eventTypes.add(
                      new EventTypeInfo(names[at], summary, windows[at], Optional.empty())));
    }
    return new Deletion(key, eventTypes, before);
  }
}

package net.es.esmond.storage.sql.internal.metadata;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.metadata.Deletion;
import net.es.esmond.storage.spi.PartitionStore;
import net.es.esmond.storage.sql.internal.pool.Session;

/**
 * Deletes records, and remembers which data is yet to be deleted. When a record is registered again
 * before that, only data written before the moment of registration is deleted. These moments are
 * compared with write timestamps, so they are times of the archive and not of this database.
 */
final class Deletions {
  /**
   * Time for writers that have not noticed the deletion. It is longer than a record is cached and a
   * call takes, and longer than an instance relies on the partitions it has listed.
   */
  private static final String LATE_WRITERS =
      "interval '%s seconds'".formatted(PartitionStore.LISTED_FOR.multipliedBy(2).toSeconds());

  /** When an absent record was deleted, in a query of the table under the name {@code d}. */
  static final String DELETED_AT = "d.data_before - " + LATE_WRITERS;

  private static final String LOCK = "SELECT id FROM ps_metadata WHERE metadata_key = ? FOR UPDATE";

  private static final String REMEMBER =
      """
      INSERT INTO esmond_storage_deletions AS d
             (metadata_key, event_types, summary_types, summary_windows, data_before)
      SELECT ?, coalesce(array_agg(event_type ORDER BY id), '{}'),
             coalesce(array_agg(summary_type ORDER BY id), '{}'),
             coalesce(array_agg(summary_window ORDER BY id), '{}'),
             ?::timestamptz + %s
        FROM ps_event_types WHERE metadata_id = ?
      ON CONFLICT (metadata_key) DO UPDATE
         SET event_types = excluded.event_types, summary_types = excluded.summary_types,
             summary_windows = excluded.summary_windows, data_before = excluded.data_before
      RETURNING metadata_key, event_types, summary_types, summary_windows,
                NULL::bigint[] AS times_updated, data_before, false AS registered_again
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
      SELECT metadata_key, event_types, summary_types, summary_windows,
             NULL::bigint[] AS times_updated, data_before,
             EXISTS (SELECT FROM ps_metadata m
                      WHERE m.metadata_key = d.metadata_key) AS registered_again
        FROM esmond_storage_deletions d WHERE data_before <= ?
       ORDER BY data_before LIMIT ?
      """;

  private static final String DONE =
      "DELETE FROM esmond_storage_deletions WHERE metadata_key = ? AND data_before = ?";

  private Deletions() {}

  /**
   * Deletes a record and remembers its data. Must run in a transaction.
   *
   * @param clock tells the time once the record is locked: a registration that the deletion waited
   *     for must be older, or a promotion would repeat it
   */
  static Optional<Deletion> delete(Session session, String key, Clock clock) throws SQLException {
    Optional<Long> id = session.query(LOCK).bind(key).first(row -> row.getLong("id"));
    if (id.isEmpty()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Deletion deletion =
        session.query(REMEMBER).bind(key).bind(now).bind(id.get()).one(Deletions::read);
    for (String table : TABLES) {
      session.query("DELETE FROM " + table + " WHERE metadata_id = ?").bind(id.get()).update();
    }
    session.query("DELETE FROM ps_metadata WHERE id = ?").bind(id.get()).update();
    return Optional.of(deletion);
  }

  static List<Deletion> due(Session session, int limit, Instant now) throws SQLException {
    return session.query(DUE).bind(now).bind(limit).list(Deletions::read);
  }

  /** Forgets a deletion, unless the record was deleted again meanwhile. */
  static boolean done(Session session, Deletion deletion) throws SQLException {
    return session.query(DONE).bind(deletion.metadataKey()).bind(deletion.dataBefore()).update()
        > 0;
  }

  private static Deletion read(ResultSet row) throws SQLException {
    return new Deletion(
        row.getString("metadata_key"),
        EventTypeArrays.read(row),
        row.getObject("data_before", OffsetDateTime.class).toInstant(),
        row.getBoolean("registered_again"));
  }
}

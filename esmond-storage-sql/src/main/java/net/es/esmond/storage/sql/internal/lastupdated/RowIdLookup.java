package net.es.esmond.storage.sql.internal.lastupdated;

import java.sql.Array;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.UnknownMetadataException;
import net.es.esmond.storage.error.UnknownSeriesException;
import net.es.esmond.storage.sql.internal.pool.Session;

/** Looks up the ids of the rows of event types. */
final class RowIdLookup {
  /** OFFSET 0 has the planner use the indexes row by row, whatever length it expects of arrays. */
  private static final String SQL =
      """
      SELECT t.n, m.id IS NOT NULL,
             (SELECT array_agg(e.id::bigint ORDER BY e.id) FROM ps_event_types e
               WHERE e.metadata_id = m.id AND e.event_type = t.event_type)
        FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS t (metadata_key, event_type, n)
        LEFT JOIN LATERAL (
          SELECT id FROM ps_metadata p WHERE p.metadata_key = t.metadata_key OFFSET 0) m ON TRUE
      """;

  private RowIdLookup() {}

  /** Puts each event type into one of the maps: with its ids, ascending, or with its error. */
  static void run(
      Session session,
      List<EventTypeRows> wanted,
      Map<EventTypeRows, long[]> found,
      Map<EventTypeRows, EsmondException> unknown)
      throws SQLException {
    session
        .query(SQL)
        .bindArray(wanted.stream().map(rows -> rows.metadataKey).toList())
        .bindArray(wanted.stream().map(rows -> rows.eventType.esmondName()).toList())
        .forEach(
            row -> {
              EventTypeRows rows = wanted.get((int) row.getLong(1) - 1);
              Array ids = row.getArray(3);
              if (ids != null) {
                found.put(
                    rows,
                    Arrays.stream((Long[]) ids.getArray()).mapToLong(Long::longValue).toArray());
              } else if (row.getBoolean(2)) {
                unknown.put(
                    rows,
                    new UnknownSeriesException(rows.metadataKey, rows.eventType.esmondName()));
              } else {
                unknown.put(rows, new UnknownMetadataException(rows.metadataKey));
              }
            });
  }
}

package net.es.esmond.storage.sql.internal.lastupdated;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import net.es.esmond.storage.sql.internal.pool.Session;

/**
 * Stamps rows by id, in one statement that is a transaction of its own. All are locked first, in
 * the order of their ids, so that no two writers wait for each other; then each gets the time, so
 * that no stamp is older than a wait, and none moves back.
 */
final class StampStatement {
  /** The limit for the locks of this transaction is set before the first row is looked at. */
  private static final String STAMP =
      """
      WITH locked AS (
        SELECT id FROM ps_event_types
         WHERE (SELECT set_config('lock_timeout', '1s', true)) IS NOT NULL AND id = ANY (?)
         ORDER BY id FOR NO KEY UPDATE %s)
      UPDATE ps_event_types e
         SET time_updated = greatest(clock_timestamp(), e.time_updated + interval '1 microsecond')
       WHERE e.id = ANY (ARRAY (SELECT id FROM locked))
      %s
      """;

  private static final String ALL = STAMP.formatted("", "");
  private static final String FREE = STAMP.formatted("SKIP LOCKED", "RETURNING e.id");

  private StampStatement() {}

  /** Returns how many there were; with SQLState 55P03, none was stamped. */
  static int run(Session session, long[] ids) throws SQLException {
    return ids.length == 0 ? 0 : session.query(ALL).bindArray(ids).update();
  }

  /** Returns those that nobody else had locked. */
  static Set<Long> skippingLocked(Session session, long[] ids) throws SQLException {
    return new HashSet<>(session.query(FREE).bindArray(ids).list(row -> row.getLong(1)));
  }
}

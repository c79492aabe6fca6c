package net.es.esmond.storage.sql.internal.lastupdated;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import net.es.esmond.storage.sql.internal.pool.Session;

/**
 * Stamps rows by id, in one statement that is a transaction of its own. The statement first locks
 * all rows in the order of their ids, so that no two writers wait for each other. It takes the time
 * of each stamp after that, so that no stamp is older than the wait for a lock. No stamp moves
 * back, and none falls below the mark up to which changes were read, whatever the clock does.
 */
final class StampStatement {
  /** The time-out for locks is set, for this transaction only, before the first row is read. */
  private static final String STAMP =
      """
      WITH locked AS (
        SELECT id FROM ps_event_types
         WHERE (SELECT set_config('lock_timeout', '1s', true)) IS NOT NULL AND id = ANY (?)
         ORDER BY id FOR NO KEY UPDATE %s)
      UPDATE ps_event_types e
         SET time_updated = greatest(clock_timestamp(), e.time_updated + interval '1 microsecond',
                                     now(), (SELECT mark FROM esmond_storage_changes))
       WHERE e.id = ANY (ARRAY (SELECT id FROM locked))
      %s
      """;

  private static final String ALL = STAMP.formatted("", "");
  private static final String FREE = STAMP.formatted("SKIP LOCKED", "RETURNING e.id");

  private StampStatement() {}

  /** Returns how many rows were stamped. An error with SQLState 55P03 means that none was. */
  static int run(Session session, long[] ids) throws SQLException {
    return ids.length == 0 ? 0 : session.query(ALL).bindArray(ids).update();
  }

  /** Stamps the rows that no other transaction has locked, and returns their ids. */
  static Set<Long> skippingLocked(Session session, long[] ids) throws SQLException {
    return new HashSet<>(session.query(FREE).bindArray(ids).list(row -> row.getLong(1)));
  }
}

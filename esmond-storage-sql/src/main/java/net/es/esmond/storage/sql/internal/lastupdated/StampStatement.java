package net.es.esmond.storage.sql.internal.lastupdated;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import net.es.esmond.storage.sql.internal.pool.Session;

/**
 * Stamps rows by id, in one statement that is a transaction of its own. The statement first locks
 * the rows in the order of their ids, so that no two writers wait for each other. It takes the time
 * of each stamp after that, so that no stamp is older than the wait for a lock. No stamp moves
 * back, and none falls below the mark up to which changes were read, whatever the clock does. Both
 * forms return the ids of the rows that were stamped.
 */
final class StampStatement {
  private static final String STAMP =
      """
      WITH locked AS (
        SELECT id FROM ps_event_types
         WHERE %s id = ANY (?)
         ORDER BY id FOR NO KEY UPDATE %s)
      UPDATE ps_event_types e
         SET time_updated = greatest(clock_timestamp(), e.time_updated + interval '1 microsecond',
                                     now(), (SELECT mark FROM esmond_storage_changes))
       WHERE e.id = ANY (ARRAY (SELECT id FROM locked))
      RETURNING e.id
      """;

  private static final String FREE = STAMP.formatted("", "SKIP LOCKED");

  /**
   * The time-out for locks is set, for this transaction only, before the first row is read. It is
   * as long as a statement of another instance takes, and shorter than a server waits before it
   * looks for a deadlock.
   */
  private static final String HELD =
      STAMP.formatted("(SELECT set_config('lock_timeout', '250ms', true)) IS NOT NULL AND", "");

  private StampStatement() {}

  /** Stamps the rows that no other transaction has locked. */
  static Set<Long> skipLocked(Session session, long[] ids) throws SQLException {
    return run(FREE, session, ids);
  }

  /**
   * Waits for the rows that are locked, and stamps all. An error with SQLState 55P03 means that
   * none was stamped.
   */
  static Set<Long> waitForLocks(Session session, long[] ids) throws SQLException {
    return run(HELD, session, ids);
  }

  private static Set<Long> run(String sql, Session session, long[] ids) throws SQLException {
    return ids.length == 0
        ? Set.of()
        : new HashSet<>(session.query(sql).bindArray(ids).list(row -> row.getLong(1)));
  }
}

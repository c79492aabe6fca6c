package net.es.esmond.storage.sql.internal.lastupdated;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
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
  static int run(Session session, Long[] ids) throws SQLException {
    if (ids.length == 0) {
      return 0;
    }
    try (PreparedStatement statement = session.prepare(ALL)) {
      statement.setArray(1, session.array("int8", ids));
      return statement.executeUpdate();
    }
  }

  /** Returns those that nobody else had locked. */
  static Set<Long> skippingLocked(Session session, Long[] ids) throws SQLException {
    try (PreparedStatement statement = session.prepare(FREE)) {
      statement.setArray(1, session.array("int8", ids));
      try (ResultSet rows = statement.executeQuery()) {
        Set<Long> stamped = new HashSet<>();
        while (rows.next()) {
          stamped.add(rows.getLong(1));
        }
        return stamped;
      }
    }
  }
}

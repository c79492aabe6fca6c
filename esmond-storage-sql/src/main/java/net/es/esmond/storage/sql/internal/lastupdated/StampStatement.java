package net.es.esmond.storage.sql.internal.lastupdated;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import net.es.esmond.storage.sql.internal.pool.Session;

/**
 * Stamps rows by id, in a transaction of one statement. All are locked first, in the order of their
 * ids, so that no two writers wait for each other; then each gets the time, so that no stamp is
 * older than a wait, and none moves back.
 */
final class StampStatement {
  private static final String STAMP =
      """
      SET LOCAL lock_timeout = '1s';
      WITH locked AS (
        SELECT id FROM ps_event_types WHERE id = ANY (?) ORDER BY id FOR NO KEY UPDATE %s)
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
    return session.transaction(
        transaction -> {
          try (PreparedStatement statement = executed(transaction, ALL, ids)) {
            return statement.getUpdateCount();
          }
        });
  }

  /** Returns those that nobody else had locked. */
  static Set<Long> skippingLocked(Session session, Long[] ids) throws SQLException {
    return session.transaction(
        transaction -> {
          Set<Long> stamped = new HashSet<>();
          try (PreparedStatement statement = executed(transaction, FREE, ids);
              ResultSet rows = statement.getResultSet()) {
            while (rows.next()) {
              stamped.add(rows.getLong(1));
            }
          }
          return stamped;
        });
  }

  private static PreparedStatement executed(Session session, String sql, Long[] ids)
      throws SQLException {
    PreparedStatement statement = session.prepare(sql);
    try {
      statement.setArray(1, session.array("int8", ids));
      statement.execute();
      // The first result is that of SET.
      statement.getMoreResults();
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }
}

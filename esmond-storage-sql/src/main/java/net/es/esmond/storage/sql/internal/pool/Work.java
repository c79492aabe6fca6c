package net.es.esmond.storage.sql.internal.pool;

import java.sql.SQLException;

/**
 * Work is what a call does with a connection. It must be safe to repeat: it is run again when the
 * connection fails, even though the first run may have taken effect.
 *
 * @param <T> type of the result
 */
@FunctionalInterface
public interface Work<T> {
  /**
   * Does the work.
   *
   * @param session a connection on loan
   * @return the result
   * @throws SQLException when a statement fails
   */
  T run(Session session) throws SQLException;
}

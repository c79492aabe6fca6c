package net.es.esmond.storage.sql.internal.pool;

import java.sql.SQLException;

/**
 * What a call does with a connection. It is run again when the connection fails, also after it may
 * have taken effect: so it must be safe to repeat.
 *
 * @param <T> its result
 */
@FunctionalInterface
public interface Work<T> {
  /**
   * Does the work.
   *
   * @param session a connection on loan
   * @return the result
   * @throws SQLException when it fails
   */
  T run(Session session) throws SQLException;
}

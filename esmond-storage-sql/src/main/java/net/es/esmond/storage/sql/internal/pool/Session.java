package net.es.esmond.storage.sql.internal.pool;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLWarning;
import java.time.Duration;
import net.es.esmond.storage.cluster.Deadline;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.jdbc.PgStatement;
import org.postgresql.util.PSQLWarning;

/** A session is a connection on loan for one call, whose statements end by the call's deadline. */
public final class Session {
  /** Time that the server has, after the deadline, to answer the request to cancel. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final PgConnection connection;
  private final Deadline deadline;

  Session(PgConnection connection, Deadline deadline) {
    this.connection = connection;
    this.deadline = deadline;
  }

  /**
   * Begins a query, which gets its values and is then run.
   *
   * @param sql one statement, or several that share a round trip and a transaction; of several, at
   *     most one returns rows
   * @return a query without values
   */
  public Query query(String sql) {
    return new Query(this, sql);
  }

  /**
   * Prepares a statement that the server cancels at the deadline.
   *
   * @param sql one statement, or several that share a round trip and a transaction
   * @return the statement, to be closed
   * @throws SQLException when no time is left
   */
  PreparedStatement prepare(String sql) throws SQLException {
    long left = boundWait();
    if (left <= 0) {
      throw new SQLTimeoutException(
          "the deadline had passed before the statement was sent", "57014");
    }
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.unwrap(PgStatement.class).setQueryTimeoutMs(left);
    return statement;
  }

  /** Bounds the wait for the server's next answer. Returns the time left, in milliseconds. */
  private long boundWait() throws SQLException {
    long left = deadline.remaining().toMillis();
    connection.setNetworkTimeout(
        Runnable::run, (int) Math.min(Integer.MAX_VALUE, left + GRACE.toMillis()));
    return left;
  }

  /**
   * Runs work as one transaction, which is committed when the work returns and rolled back when it
   * throws.
   *
   * @param work the statements of the transaction
   * @param <T> type of the result
   * @return the result of the work
   * @throws SQLException thrown by the work or by the commit
   */
  public <T> T transaction(Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      T result = work.run(this);
      connection.clearWarnings();
      boundWait();
      connection.commit();
      requireReplicated(connection.getWarnings());
      connection.setAutoCommit(true);
      return result;
    } catch (SQLException | RuntimeException | Error e) {
      // An Error too: its statements must not go into the next transaction.
      rollback(e);
      throw e;
    }
  }

  private void rollback(Throwable reason) {
    try {
      boundWait();
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  /**
   * Fails when the server has given up to wait for a synchronous standby: it cancels the wait, says
   * so in a warning, and answers as if all were well. The warning is known by the server's routine,
   * as its text may be translated and its SQLState is that of any warning.
   *
   * @param warning the first warning of a statement, or of the commit; null for none
   */
  static void requireReplicated(@Nullable SQLWarning warning) throws SQLException {
    for (SQLWarning next = warning; next != null; next = next.getNextWarning()) {
      if (next instanceof PSQLWarning server
          && "SyncRepWaitForLSN".equals(server.getServerErrorMessage().getRoutine())) {
        throw new SQLException(
            "the server stopped waiting for its synchronous standby: " + next.getMessage(),
            SqlStates.COMPLETION_UNKNOWN);
      }
    }
  }

  /** Makes an SQL array of Java's array, whose elements may be primitive. */
  Array array(String type, Object elements) throws SQLException {
    return connection.createArrayOf(type, elements);
  }
}

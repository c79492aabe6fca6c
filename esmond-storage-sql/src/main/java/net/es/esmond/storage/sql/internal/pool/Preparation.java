package net.es.esmond.storage.sql.internal.pool;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.EsmondException;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that precedes all other work on a database that was opened in the background: the first call
 * that gets a connection does it, and the calls that come meanwhile wait for it. When it fails, its
 * call fails, and the next call tries again. Thread-safe.
 */
final class Preparation {
  private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);

  private final Duration timeout;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Work<?> due;
  private volatile String logged = "";

  /**
   * Creates a preparation without work.
   *
   * @param timeout how long the work may take, whatever the deadline of the call that does it
   */
  Preparation(Duration timeout) {
    this.timeout = timeout;
  }

  /** Has all further calls wait for this work. */
  void require(Work<?> work) {
    due = work;
  }

  /** Says whether the work is done, or there is none. */
  boolean done() {
    return due == null;
  }

  /**
   * Returns what somebody has to mend before the work can be done; empty when that is not known.
   */
  Optional<String> problem() {
    return Optional.of(logged).filter(problem -> !problem.isEmpty());
  }

  /** Does the work, unless it is done; waits for another call that does it, until a deadline. */
  void ensure(PgConnection connection, Deadline deadline) throws SQLException {
    if (due == null) {
      return;
    }
    try {
      if (!lock.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new SQLTimeoutException("the schema was not ready by the deadline", "57014");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException("interrupted while the schema was prepared", e);
    }
    try {
      Work<?> work = due;
      if (work != null) {
        Object unused = work.run(new Session(connection, Deadline.after(timeout)));
        due = null;
      }
    } catch (EsmondException e) {
      report(String.valueOf(e.getMessage()));
      throw e;
    } catch (SQLException e) {
      if (SqlStates.of(e) == SqlStates.Meaning.REFUSED) {
        report(SqlStates.describe(e));
      }
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /** Tells the operator, once, of what somebody has to mend. */
  private void report(String problem) {
    if (!logged.equals(problem)) {
      logged = problem;
      LOG.error("PostgreSQL cannot be used yet, and calls fail; it is tried again: {}", logged);
    }
  }
}

package net.es.esmond.storage.sql.internal.pool;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.function.BooleanSupplier;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import org.postgresql.jdbc.PgConnection;

/**
 * Runs calls on the primary. A call is repeated until its deadline when its connection fails, and
 * ten times at most when it loses a conflict. Thread-safe.
 */
final class RetryLoop {
  private final HikariDataSource pool;
  private final PrimaryDataSource primary;
  private final Topology topology;
  private final Retries retries;
  private final BooleanSupplier closed;

  /**
   * Creates a runner of calls.
   *
   * @param pool connections to the primary
   * @param primary knows the server of each connection
   * @param topology knows which server is the primary now
   * @param retries says which failures are worth another attempt, and when
   * @param closed whether the database is closed, and calls fail at once
   */
  RetryLoop(
      HikariDataSource pool,
      PrimaryDataSource primary,
      Topology topology,
      Retries retries,
      BooleanSupplier closed) {
    this.pool = pool;
    this.primary = primary;
    this.topology = topology;
    this.retries = retries;
    this.closed = closed;
  }

  <T> void run(DatabaseCall<T> call) {
    try {
      retries.run(call.deadline, () -> attempt(call));
    } catch (SQLException e) {
      failed(call, e);
    } catch (EsmondException e) {
      call.result.completeExceptionally(e);
    } catch (RuntimeException | Error e) {
      call.result.completeExceptionally(e);
      throw e;
    }
  }

  /** Fails a call, as its deadline has passed. */
  void expire(DatabaseCall<?> call) {
    call.expire(topology.attempts(), topology.primary().isPresent());
  }

  private <T> void attempt(DatabaseCall<T> call) throws SQLException {
    if (call.result.isDone()) {
      return;
    }
    if (call.deadline.expired()) {
      expire(call);
      return;
    }
    Pools.lend(
        pool,
        connection -> {
          attempt(call, connection);
          return call;
        });
  }

  private <T> void attempt(DatabaseCall<T> call, PgConnection connection) throws SQLException {
    ServerState origin = primary.origin(connection);
    try {
      T value = call.work.run(new Session(connection, call.deadline));
      if (origin == null || !topology.isCurrent(origin)) {
        // The answer of a former primary is worthless: the new primary is asked.
        throw new SQLTransientConnectionException("the server is no longer the primary");
      }
      call.result.complete(value);
    } catch (SQLException e) {
      if (origin != null) {
        call.failed(new Attempt(origin.server().toString(), SqlStates.describe(e)), e);
      }
      throw e;
    }
  }

  private void failed(DatabaseCall<?> call, SQLException e) {
    if (closed.getAsBoolean()) {
      call.failClosed();
      return;
    }
    switch (SqlStates.of(e)) {
      case CONNECTION -> unconnected(call);
      case CONFLICT ->
          call.fail(
              ErrorCode.STORE_UNAVAILABLE,
              "lost more than "
                  + Retries.MAX_CONFLICTS
                  + " conflicts with other transactions in a row; repeat it later",
              List.of());
      case TIMEOUT ->
          call.fail(
              ErrorCode.DEADLINE_EXCEEDED,
              "was cancelled, as it did not end within "
                  + call.deadline.budget()
                  + "; give it more time",
              List.of());
      case CREDENTIALS ->
          call.fail(
              ErrorCode.AUTHENTICATION_FAILED,
              "was refused, as PostgreSQL did not accept sql_db_user or sql_db_password; correct them",
              List.of());
      case REFUSED ->
          call.fail(
              ErrorCode.STORE_REFUSED,
              "was refused by PostgreSQL; mend what its answer names: " + SqlStates.describe(e),
              List.of());
    }
  }

  private void unconnected(DatabaseCall<?> call) {
    if (topology.credentialsRefused()) {
      call.fail(
          ErrorCode.AUTHENTICATION_FAILED,
          "was refused, as PostgreSQL did not accept sql_db_user or sql_db_password; correct them",
          topology.attempts());
    } else if (Thread.currentThread().isInterrupted()) {
      call.fail(
          ErrorCode.INTERRUPTED,
          "was interrupted between attempts; repeat it if it still matters",
          topology.attempts());
    } else {
      expire(call);
    }
  }
}

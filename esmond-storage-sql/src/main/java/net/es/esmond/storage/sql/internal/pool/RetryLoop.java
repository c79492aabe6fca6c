package net.es.esmond.storage.sql.internal.pool;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.InvalidInputException;
import org.postgresql.jdbc.PgConnection;

/**
 * Runs calls on the primary. A call is repeated until its deadline when its connection fails or the
 * server lacks disk or memory, and ten times at most when it loses a conflict. Thread-safe.
 */
final class RetryLoop {
  /** SQLState of a lock_timeout that somebody set for the role, the database or the server. */
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  /** SQLState of a statement that the role may not run. */
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  /** SQLState with which the pool has no connection to lend, as the server has none to give. */
  private static final String TOO_MANY_CONNECTIONS = "53300";

  /**
   * Commits something, and so waits for the synchronous standby: work that finds all it wants
   * written by an attempt before commits nothing.
   */
  private static final String AWAIT_STANDBY =
      "SELECT pg_logical_emit_message(true, 'esmond-storage', '')";

  /** A statement's time-out is in whole milliseconds, and so ends a little before the deadline. */
  private static final Duration CLOCKS_DIFFER = Duration.ofMillis(20);

  private final HikariDataSource pool;
  private final PrimaryDataSource primary;
  private final Topology topology;
  private final Retries retries;
  private final Preparation preparation;
  private final BooleanSupplier closed;

  /**
   * Creates a runner of calls.
   *
   * @param pool connections to the primary
   * @param primary knows the server of each connection
   * @param topology knows which server is the primary now
   * @param retries says which failures are worth another attempt, and when
   * @param preparation what precedes the first call
   * @param closed whether the database is closed, and calls fail at once
   */
  RetryLoop(
      HikariDataSource pool,
      PrimaryDataSource primary,
      Topology topology,
      Retries retries,
      Preparation preparation,
      BooleanSupplier closed) {
    this.pool = pool;
    this.primary = primary;
    this.topology = topology;
    this.retries = retries;
    this.preparation = preparation;
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
    try {
      Pools.lend(
          pool,
          connection -> {
            attempt(call, connection);
            return call;
          });
    } catch (SQLException e) {
      if (TOO_MANY_CONNECTIONS.equals(e.getSQLState())) {
        String server = topology.primary().map(HostPort::toString).orElse("primary");
        call.failed(new Attempt(server, SqlStates.describe(e)), e);
      }
      throw e;
    }
  }

  private <T> void attempt(DatabaseCall<T> call, PgConnection connection) throws SQLException {
    ServerState origin = primary.origin(connection);
    try {
      preparation.ensure(connection, call.deadline);
      Session session = new Session(connection, call.deadline);
      T value = call.work.run(session);
      if (call.mayLackStandby()) {
        session.query(AWAIT_STANDBY).execute();
      }
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
      case CONNECTION, EXHAUSTED -> unconnected(call);
      case CONFLICT ->
          call.fail(
              ErrorCode.STORE_UNAVAILABLE,
              LOCK_NOT_AVAILABLE.equals(e.getSQLState())
                  ? "waited for another transaction's lock longer than PostgreSQL's own lock_timeout"
                      + " allows; raise lock_timeout for sql_db_user, or repeat the call later"
                  : "lost more than "
                      + Retries.MAX_CONFLICTS
                      + " conflicts with other transactions in a row; repeat it later",
              List.of());
      case TIMEOUT -> timedOut(call, e);
      case CREDENTIALS ->
          call.fail(
              ErrorCode.AUTHENTICATION_FAILED,
              "was refused, as PostgreSQL did not accept sql_db_user or sql_db_password; correct them",
              List.of());
      case UNTRANSLATABLE_TEXT ->
          call.result.completeExceptionally(
              new InvalidInputException(
                  "text",
                  SqlStates.describe(e),
                  "must have only characters that the database's encoding has"));
      case REFUSED ->
          call.fail(
              INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())
                  ? ErrorCode.PERMISSION_DENIED
                  : ErrorCode.STORE_REFUSED,
              "was refused by PostgreSQL; mend what its answer names: " + SqlStates.describe(e),
              List.of());
    }
  }

  /** A server that cancels before the deadline has a limit of its own. */
  private void timedOut(DatabaseCall<?> call, SQLException e) {
    if (call.deadline.remaining().compareTo(CLOCKS_DIFFER) > 0) {
      call.fail(
          ErrorCode.STORE_REFUSED,
          "was cancelled by PostgreSQL before its deadline; raise statement_timeout for"
              + " sql_db_user, or ask who cancelled it: "
              + SqlStates.describe(e),
          List.of());
    } else if (call.wasRepeated()) {
      // What the attempts before it met says more than that the last one had little time.
      expire(call);
    } else {
      call.fail(
          ErrorCode.DEADLINE_EXCEEDED,
          "was cancelled, as it did not end within "
              + call.deadline.budget()
              + "; give it more time",
          List.of());
    }
  }

  private void unconnected(DatabaseCall<?> call) {
    Optional<ServerState> refusal = topology.refusal();
    Optional<ConfException> fault = refusal.flatMap(ServerState::fault);
    if (fault.isPresent()) {
      call.result.completeExceptionally(fault.get());
    } else if (refusal.isPresent()) {
      call.fail(
          refusal.get().refusalCode(),
          "was refused, as " + refusal.get().refusal(),
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

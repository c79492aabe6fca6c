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
 * Runs a call on the primary, again and again as long as its deadline allows and it may help: when
 * the connection fails, and, a limited number of times, when a conflict is lost. Thread-safe.
 */
final class Attempts {
  private final HikariDataSource pool;
  private final PrimaryDataSource primary;
  private final Topology topology;
  private final Retries retries;
  private final BooleanSupplier closed;

  /**
   * Prepares to run calls.
   *
   * @param pool connections to the primary
   * @param primary knows where each of them leads
   * @param topology knows which server is the primary now
   * @param retries says which failures are worth another attempt, and when
   * @param closed whether to give up
   */
  Attempts(
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

  <T> void run(Call<T> call) {
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

  /** Its deadline has passed. */
  void expire(Call<?> call) {
    call.expire(topology.attempts(), topology.primary().isPresent());
  }

  private <T> void attempt(Call<T> call) throws SQLException {
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

  private <T> void attempt(Call<T> call, PgConnection connection) throws SQLException {
    ServerState origin = primary.origin(connection);
    try {
      T value = call.work.run(new Session(connection, call.deadline));
      if (origin == null || !topology.isCurrent(origin)) {
        // What a former primary acknowledged is lost: ask the new one.
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

  private void failed(Call<?> call, SQLException e) {
    if (closed.getAsBoolean()) {
      call.failClosed();
      return;
    }
    switch (SqlStates.of(e)) {
      case CONNECTION -> unconnected(call);
      case CONFLICT ->
          call.fail(
              ErrorCode.STORE_UNAVAILABLE,
              "must not lose more than " + Retries.MAX_CONFLICTS + " conflicts in a row",
              List.of());
      case TIMEOUT ->
          call.fail(
              ErrorCode.DEADLINE_EXCEEDED,
              "must end within " + call.deadline.budget() + ", but was cancelled",
              List.of());
      case CREDENTIALS ->
          call.fail(
              ErrorCode.AUTHENTICATION_FAILED,
              "must find the configured credentials accepted",
              List.of());
      case REFUSED ->
          call.fail(
              ErrorCode.STORE_REFUSED,
              "must be accepted, but was refused: " + SqlStates.describe(e),
              List.of());
    }
  }

  private void unconnected(Call<?> call) {
    if (topology.credentialsRefused()) {
      call.fail(
          ErrorCode.AUTHENTICATION_FAILED,
          "must find the configured credentials accepted",
          topology.attempts());
    } else if (Thread.currentThread().isInterrupted()) {
      call.fail(
          ErrorCode.INTERRUPTED, "must not be interrupted between attempts", topology.attempts());
    } else {
      expire(call);
    }
  }
}

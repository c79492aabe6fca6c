package net.es.esmond.storage.sql.internal.pool;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import net.es.esmond.storage.cluster.Deadline;

/**
 * Repeats failed attempts: until the deadline while the connection fails or the server lacks disk
 * or memory, and {@value #MAX_CONFLICTS} times at most when a conflict is lost. Thread-safe.
 */
final class Retries {
  /** Lost conflicts after which an attempt is repeated. One more fails the call. */
  static final int MAX_CONFLICTS = 10;

  /** Pauses 10 to 30 ms, as a primary is promoted or reached within seconds. */
  private static final IntervalFunction CONNECTION_BACK_OFF =
      IntervalFunction.ofRandomized(Duration.ofMillis(20), 0.5);

  /** Pauses 0.1 s at first and 1 s at last, as somebody has to make room. */
  private static final IntervalFunction EXHAUSTED_BACK_OFF =
      IntervalFunction.ofExponentialRandomBackoff(
          Duration.ofMillis(100), 1.5, 0.5, Duration.ofSeconds(1));

  /** Pauses 5 ms at first and 50 ms at last, as the winner takes milliseconds. */
  private static final IntervalFunction CONFLICT_BACK_OFF =
      IntervalFunction.ofExponentialRandomBackoff(
          Duration.ofMillis(5), 1.5, 0.5, Duration.ofMillis(50));

  private final Retry connections;
  private final Retry conflicts;

  /** An attempt, which is safe to repeat. */
  interface Once {
    void run() throws SQLException;
  }

  /** Carries a failure and the deadline of its call, which limits the pause after the failure. */
  private static final class Failed extends RuntimeException {
    final transient Deadline deadline;
    final SQLException reason;

    Failed(Deadline deadline, SQLException reason) {
      super(reason.getMessage(), reason, false, false);
      this.deadline = deadline;
      this.reason = reason;
    }
  }

  /**
   * Creates the two retries.
   *
   * @param resilience registers the two retries
   * @param hopeless whether another connection is known to fail as well
   * @param lookForPrimary called before each pause after a connection failed
   */
  Retries(DatabaseResilience resilience, BooleanSupplier hopeless, Runnable lookForPrimary) {
    connections =
        resilience.retry(
            "connection",
            config(
                Integer.MAX_VALUE,
                Set.of(SqlStates.Meaning.CONNECTION, SqlStates.Meaning.EXHAUSTED),
                hopeless));
    conflicts =
        resilience.retry(
            "conflict", config(1 + MAX_CONFLICTS, Set.of(SqlStates.Meaning.CONFLICT), () -> false));
    connections.getEventPublisher().onRetry(event -> lookForPrimary.run());
  }

  private static RetryConfig config(
      int maxAttempts, Set<SqlStates.Meaning> meanings, BooleanSupplier hopeless) {
    return RetryConfig.custom()
        .maxAttempts(maxAttempts)
        .retryOnException(
            e ->
                e instanceof Failed failed
                    && meanings.contains(SqlStates.of(failed.reason))
                    && !hopeless.getAsBoolean())
        .intervalBiFunction(Retries::pause)
        .build();
  }

  /** Ends a pause at the deadline, at which the next attempt ends the call. */
  private static long pause(int attempt, Either<Throwable, Object> outcome) {
    if (!(outcome.getLeft() instanceof Failed failed)) {
      return 0;
    }
    IntervalFunction backOff =
        switch (SqlStates.of(failed.reason)) {
          case CONFLICT -> CONFLICT_BACK_OFF;
          case EXHAUSTED -> EXHAUSTED_BACK_OFF;
          default -> CONNECTION_BACK_OFF;
        };
    return Math.min(backOff.apply(attempt), failed.deadline.remaining().toMillis());
  }

  /**
   * Runs attempts, on the calling thread, until one succeeds or no further one may help.
   *
   * @param deadline limits the pauses; each attempt must itself end by the deadline
   * @param once an attempt
   * @throws SQLException what the last attempt threw
   */
  void run(Deadline deadline, Once once) throws SQLException {
    try {
      connections.executeRunnable(() -> conflicts.executeRunnable(() -> attempt(deadline, once)));
    } catch (Failed e) {
      throw e.reason;
    }
  }

  private static void attempt(Deadline deadline, Once once) {
    try {
      once.run();
    } catch (SQLException e) {
      throw new Failed(deadline, e);
    }
  }
}

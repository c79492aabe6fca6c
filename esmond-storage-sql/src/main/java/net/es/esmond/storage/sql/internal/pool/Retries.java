package net.es.esmond.storage.sql.internal.pool;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import net.es.esmond.storage.Deadline;

/**
 * Repeats what failed: while the connection fails, until the deadline, and within that when a
 * conflict is lost, a limited number of times. Thread-safe.
 */
final class Retries {
  /** Lost conflicts that are tried again; the next one is the caller's. */
  static final int MAX_CONFLICTS = 10;

  /** A primary is promoted or reached within seconds; 10 to 30 ms cost neither side much. */
  private static final IntervalFunction CONNECTION_BACK_OFF =
      IntervalFunction.ofRandomized(Duration.ofMillis(20), 0.5);

  /** The winner is done in milliseconds, unless many compete. */
  private static final IntervalFunction CONFLICT_BACK_OFF =
      IntervalFunction.ofExponentialRandomBackoff(
          Duration.ofMillis(5), 1.5, 0.5, Duration.ofMillis(50));

  private final Retry connections;
  private final Retry conflicts;

  /** One attempt, which is safe to repeat. */
  interface Once {
    void run() throws SQLException;
  }

  /** What the intervals are asked with: they must know the call's deadline. */
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
   * Prepares to repeat.
   *
   * @param resilience keeps the two retries
   * @param hopeless whether connecting again is known to be in vain
   * @param lookForPrimary called before each pause after a connection failed
   */
  Retries(Resilience resilience, BooleanSupplier hopeless, Runnable lookForPrimary) {
    connections =
        resilience.retry(
            "connection",
            config(Integer.MAX_VALUE, SqlStates.Meaning.CONNECTION, hopeless, CONNECTION_BACK_OFF));
    conflicts =
        resilience.retry(
            "conflict",
            config(1 + MAX_CONFLICTS, SqlStates.Meaning.CONFLICT, () -> false, CONFLICT_BACK_OFF));
    connections.getEventPublisher().onRetry(event -> lookForPrimary.run());
  }

  private static RetryConfig config(
      int maxAttempts,
      SqlStates.Meaning meaning,
      BooleanSupplier hopeless,
      IntervalFunction backOff) {
    return RetryConfig.custom()
        .maxAttempts(maxAttempts)
        .retryOnException(
            e ->
                e instanceof Failed failed
                    && SqlStates.of(failed.reason) == meaning
                    && !hopeless.getAsBoolean())
        .intervalBiFunction((attempt, outcome) -> pause(outcome, backOff.apply(attempt)))
        .build();
  }

  /** No pause goes past the deadline, at which the next attempt ends the call. */
  private static long pause(Either<Throwable, Object> outcome, long millis) {
    return outcome.getLeft() instanceof Failed failed
        ? Math.min(millis, failed.deadline.remaining().toMillis())
        : millis;
  }

  /**
   * Runs attempts, on the calling thread, until one succeeds or no further one may help.
   *
   * @param deadline limits the pauses; that the attempts end by it is theirs to see to
   * @param once one attempt
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

package net.es.esmond.storage.cassandra.internal.session;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import net.es.esmond.storage.cluster.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Says how long to pause before requests and connections are tried again: twice as long each time,
 * randomised, never past the deadline. One retry of Resilience4j for all of them, whose events say
 * what failed. Safe for use by many threads.
 */
public final class RetryPauses {
  private static final IntervalFunction BACK_OFF =
      IntervalFunction.ofExponentialBackoff(Duration.ofMillis(25), 2, Duration.ofMillis(800));

  /** From here on the pause is the longest. */
  private static final int LAST_STEP = 6;

  private final Retry retry;

  /** What the interval is asked with: it must know the deadline. */
  private static final class Failed extends RuntimeException {
    private final transient Deadline deadline;
    private final transient Supplier<? extends Throwable> reason;

    Failed(Deadline deadline, Supplier<? extends Throwable> reason) {
      super(null, null, false, false);
      this.deadline = deadline;
      this.reason = reason;
    }

    /** Made when somebody listens: many calls may wait. */
    @Override
    public String getMessage() {
      return String.valueOf(reason.get().getMessage());
    }
  }

  RetryPauses(SessionResilience.Entries entries, Supplier<? extends RandomGenerator> random) {
    retry =
        entries.retry(
            "attempts",
            RetryConfig.custom()
                .maxAttempts(Integer.MAX_VALUE)
                .intervalBiFunction(
                    (attempt, outcome) -> {
                      long about = BACK_OFF.apply(Math.min(attempt, LAST_STEP));
                      long millis = about / 2 + random.get().nextLong(about);
                      Deadline deadline = ((Failed) outcome.getLeft()).deadline;
                      return millis < deadline.remaining().toMillis() ? millis : -1;
                    })
                .build());
  }

  /**
   * Starts to count attempts.
   *
   * @return for one request or connection
   */
  public Series begin() {
    return new Series(retry.asyncContext());
  }

  /** The attempts of one request or connection; not for use by many threads at a time. */
  public static final class Series {
    private final Retry.AsyncContext<Object> attempts;

    private Series(Retry.AsyncContext<Object> attempts) {
      this.attempts = attempts;
    }

    /**
     * Counts a failed attempt.
     *
     * @param deadline of all attempts together
     * @param reason why it failed; asked for when somebody listens
     * @return the pause before the next attempt; null when it would go past the deadline
     */
    public @Nullable Duration failed(Deadline deadline, Supplier<? extends Throwable> reason) {
      long millis = attempts.onError(new Failed(deadline, reason));
      return millis < 0 ? null : Duration.ofMillis(millis);
    }

    void succeeded() {
      attempts.onComplete();
    }
  }
}

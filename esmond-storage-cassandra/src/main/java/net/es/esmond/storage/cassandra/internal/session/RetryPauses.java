package net.es.esmond.storage.cassandra.internal.session;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.meters.HostCode;
import org.jspecify.annotations.Nullable;

/**
 * Computes the pauses between attempts of requests and connections: exponential back-off with
 * random jitter, never past the deadline. A single retry of Resilience4j serves all of them, and
 * its events describe each failure. Safe for use by many threads.
 */
public final class RetryPauses {
  private static final IntervalFunction BACK_OFF =
      IntervalFunction.ofExponentialBackoff(Duration.ofMillis(25), 2, Duration.ofMillis(800));

  private static final HostCode LISTENERS = new HostCode("a listener to a retry of the host");

  /** Number of the attempt from which on the pause no longer grows. */
  private static final int LAST_STEP = 6;

  private final Retry retry;

  /**
   * The outcome for which a retry's interval function computes a pause. It has the deadline, which
   * that function needs, and keeps the pause, whatever a listener to the retry throws.
   */
  private static final class Failed extends RuntimeException {
    private final transient Deadline deadline;
    private final transient Supplier<? extends Throwable> reason;
    private transient @Nullable Duration pause;

    Failed(Deadline deadline, Supplier<? extends Throwable> reason) {
      super(null, null, false, false);
      this.deadline = deadline;
      this.reason = reason;
    }

    /** Creates the message only when it is asked for, since many calls may wait. */
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
                      Failed failed = (Failed) outcome.getLeft();
                      if (millis < failed.deadline.remaining().toMillis()) {
                        failed.pause = Duration.ofMillis(millis);
                        return millis;
                      }
                      return -1L;
                    })
                .build());
  }

  /**
   * Starts to count attempts.
   *
   * @return the attempts of one request or connection
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
     * @param deadline deadline of all attempts
     * @param reason the failure; asked for only if somebody listens to the retry's events
     * @return the pause before the next attempt; null when it would go past the deadline
     */
    public @Nullable Duration failed(Deadline deadline, Supplier<? extends Throwable> reason) {
      Failed failed = new Failed(deadline, reason);
      LISTENERS.run(() -> attempts.onError(failed));
      return failed.pause;
    }

    void succeeded() {
      LISTENERS.run(attempts::onComplete);
    }
  }
}

package net.es.esmond.storage.cluster;

import java.time.Duration;
import java.util.Objects;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * The moment by which a call must have ended. It covers waiting, every attempt and all other work
 * of the call. Immutable. It uses {@link System#nanoTime()}, so clock changes do not move it.
 */
public final class Deadline {
  private static final Duration LONGEST = Duration.ofDays(365);

  private final long atNanos;
  private final Duration budget;

  private Deadline(long atNanos, Duration budget) {
    this.atNanos = atNanos;
    this.budget = budget;
  }

  /**
   * Returns the deadline of a call that starts now.
   *
   * @param budget time that the call may take in all, more than zero and at most 365 days
   * @return a deadline that far in the future
   * @throws InvalidInputException when the budget is out of range
   */
  public static Deadline after(Duration budget) {
    Objects.requireNonNull(budget, "budget");
    if (budget.isNegative() || budget.isZero() || budget.compareTo(LONGEST) > 0) {
      throw new InvalidInputException(
          "timeout", budget, "must be more than zero, and at most " + LONGEST);
    }
    return new Deadline(System.nanoTime() + budget.toNanos(), budget);
  }

  /**
   * Returns the time left.
   *
   * @return zero when the deadline has passed, never negative
   */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, atNanos - System.nanoTime()));
  }

  /**
   * Returns an earlier deadline, for an attempt that must leave time for another.
   *
   * @return half of the time left
   */
  public Deadline half() {
    return after(Duration.ofNanos(remaining().toNanos() / 2 + 1)); // Duration divides by BigDecimal
  }

  /**
   * Says whether the deadline has passed.
   *
   * @return true when no time is left
   */
  public boolean expired() {
    return atNanos - System.nanoTime() <= 0;
  }

  /**
   * Returns the time that the call was given.
   *
   * @return the budget of the deadline
   */
  public Duration budget() {
    return budget;
  }

  @Override
  public String toString() {
    return budget + ", of which " + remaining() + " left";
  }
}

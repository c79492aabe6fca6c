package net.es.esmond.storage.internal.summary;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import net.es.esmond.storage.cluster.ClockStatus;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * Allowed lateness: the time that base points of a window may still come after the window's end.
 * Then the window is closed, and its summary may be stored.
 *
 * <p>A base point that is written now may reach the servers until {@link #reaches}. A point that
 * may reach them after its window has closed leaves a stale mark. So a summary is complete when its
 * base points were read after the window closed and after the times of all stale marks.
 *
 * @param time time from the end of a window until it closes, a minute to a day
 */
public record AllowedLateness(Duration time) {
  /** Largest tolerated difference between the time of an instance and the archive's. */
  static final Duration MAX_CLOCK_ERROR = ClockStatus.TOLERANCE;

  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(1);

  /** The default, an hour. */
  public static final AllowedLateness DEFAULT = new AllowedLateness(Duration.ofHours(1));

  /**
   * Creates an allowed lateness.
   *
   * @throws InvalidInputException when the time is out of range
   */
  public AllowedLateness {
    if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0) {
      throw new InvalidInputException(
          "allowed-lateness", time, "must be " + SHORTEST + " to " + LONGEST);
    }
  }

  /** Returns until when a point that is written now may reach the servers. */
  Instant reaches(Instant now, Deadline deadline) {
    Duration half = Duration.ofMillis(time.toMillis() / 2); // Duration divides by BigDecimal
    Duration left = deadline.remaining();
    return now.plus(left.compareTo(half) > 0 ? left : half);
  }

  /**
   * Returns whether a point that may reach the servers until a time may come after its window has
   * closed.
   */
  boolean late(Instant reaches, long windowEndMillis) {
    return reaches.toEpochMilli() >= windowEndMillis + time.toMillis();
  }

  /** Returns the latest end of windows that were closed at the time that base points are from. */
  long closedMillis(long asOfMicros) {
    return Math.floorDiv(asOfMicros, 1000L) - time.toMillis();
  }

  /**
   * Returns the time up to which a read that begins now includes every base point. It lies back by
   * twice the clock error, since the writer and this instance may see different servers, and be
   * wrong in opposite directions.
   */
  static long asOfMicros(Instant now) {
    return micros(now.minus(MAX_CLOCK_ERROR.multipliedBy(2)));
  }

  static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  /**
   * Returns how long before the expiry of its base points a window stops accepting late points.
   * This time is left to make the window again.
   */
  Duration refusal() {
    return time.multipliedBy(2);
  }
}

package net.es.esmond.storage.internal.summary;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * The time after which a window has settled, so that its summary may be stored. A base point that
 * is written now may reach the servers until {@link #reaches}. A summary is complete when its base
 * points were read after the last such moment. That moment is a settling time after the window's
 * end. For a point that may reach the servers even later, it is the time of the point's stale mark.
 *
 * @param time from the end of a window until it has settled, a minute to a day
 */
public record AllowedLateness(Duration time) {
  /** Clocks that differ by more from the database's are a health problem. */
  static final Duration MAX_CLOCK_ERROR = Duration.ofSeconds(5);

  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(1);

  /** An hour. */
  public static final AllowedLateness DEFAULT = new AllowedLateness(Duration.ofHours(1));

  /** Checks the time. */
  public AllowedLateness {
    if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0) {
      throw new InvalidInputException(
          "settling-time", time, "must be " + SHORTEST + " to " + LONGEST);
    }
  }

  /** Until when a point that is written now may reach the servers. */
  Instant reaches(Instant now, Deadline deadline) {
    Duration half = time.dividedBy(2);
    Duration left = deadline.remaining();
    return now.plus(left.compareTo(half) > 0 ? left : half);
  }

  /** Whether a point that reaches the servers at a time may come after its window has settled. */
  boolean late(Instant reaches, long windowEndMillis) {
    return reaches.toEpochMilli() >= windowEndMillis + time.toMillis();
  }

  /** Windows that end by this time have settled, seen from base points as of a time. */
  long settledMillis(long asOfMicros) {
    return Math.floorDiv(asOfMicros, 1000L) - time.toMillis();
  }

  /**
   * The time that base points which are read now are certainly from, whichever instance wrote them:
   * its clock and ours may both be wrong, one each way.
   */
  static long asOfMicros(Instant now) {
    return micros(now.minus(MAX_CLOCK_ERROR.multipliedBy(2)));
  }

  static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  /**
   * For how long before base points expire no more late points are taken, so that their windows can
   * still be made again.
   */
  Duration refusal() {
    return time.multipliedBy(2);
  }
}

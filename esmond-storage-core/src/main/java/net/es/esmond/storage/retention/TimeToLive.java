package net.es.esmond.storage.retention;

import java.time.Duration;
import java.time.Instant;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * The time for which Cassandra keeps a point.
 *
 * @param seconds seconds from the time of writing; 0 for ever
 * @param capped whether this is less than the policy asks for, because Cassandra keeps no expiry
 *     after 2038-01-19 and none of more than 20 years: a reason to warn
 */
public record TimeToLive(int seconds, boolean capped) {
  static final TimeToLive FOREVER = new TimeToLive(0, false);

  /**
   * Three hours before Cassandra's last second, because its servers' clocks may differ from ours.
   */
  private static final Instant LATEST_EXPIRY = Instant.parse("2038-01-19T00:00:00Z");

  private static final long MAX_SECONDS = Duration.ofDays(20 * 365).toSeconds();

  /** Checks the seconds. */
  public TimeToLive {
    if (seconds < 0) {
      throw new InvalidInputException("seconds", seconds, "must be 0 or more");
    }
  }

  static TimeToLive capped(long seconds, Instant now) {
    long most = Math.min(MAX_SECONDS, Duration.between(now, LATEST_EXPIRY).toSeconds());
    if (most <= 0) {
      return new TimeToLive(0, true); // later than 2038: too long is better than not at all
    }
    return new TimeToLive((int) Math.min(seconds, most), seconds > most);
  }
}

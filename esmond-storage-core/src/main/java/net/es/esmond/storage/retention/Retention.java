package net.es.esmond.storage.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.es.esmond.storage.error.InvalidInputException;

/** The time for which points are kept, counted from the time of each point. */
public sealed interface Retention {
  /** Points are kept for ever ({@code never} expire). */
  Retention FOREVER = new Forever();

  /**
   * Computes the time to live of a point that is written now.
   *
   * @param time time of the point
   * @param now the present time
   * @return the time to live; empty when the point has expired already, so that it must not be
   *     written: in Cassandra a time to live of 0 would keep the point for ever
   */
  Optional<TimeToLive> timeToLive(Instant time, Instant now);

  /**
   * Returns the earliest time whose points are still kept.
   *
   * @param now the present time
   * @return {@link Instant#MIN} when points of every time are kept
   */
  Instant keptFrom(Instant now);

  /** Points never expire. */
  record Forever() implements Retention {
    @Override
    public Optional<TimeToLive> timeToLive(Instant time, Instant now) {
      return Optional.of(TimeToLive.FOREVER);
    }

    @Override
    public Instant keptFrom(Instant now) {
      return Instant.MIN;
    }
  }

  /**
   * Points expire after a number of days.
   *
   * @param days days after the time of a point; 0 keeps nothing; at most 1,000,000
   */
  record Days(int days) implements Retention {
    private static final int MAX_DAYS = 1_000_000;

    /** Checks the number of days. */
    public Days {
      if (days < 0 || days > MAX_DAYS) {
        throw new InvalidInputException("expire", days, "must be 0 to " + MAX_DAYS + " days");
      }
    }

    @Override
    public Optional<TimeToLive> timeToLive(Instant time, Instant now) {
      long seconds = Duration.between(now, time.plus(Duration.ofDays(days))).toSeconds();
      return days == 0 || seconds <= 0
          ? Optional.empty()
          : Optional.of(TimeToLive.capped(seconds, now));
    }

    @Override
    public Instant keptFrom(Instant now) {
      return now.minus(Duration.ofDays(days));
    }
  }
}

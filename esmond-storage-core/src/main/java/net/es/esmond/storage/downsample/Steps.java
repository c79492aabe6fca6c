package net.es.esmond.storage.downsample;

import java.time.Duration;
import java.time.Instant;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * Equal steps of time, into which points are grouped. Each step begins a whole number of lengths
 * before or after the origin. Immutable: each method returns other steps.
 *
 * @param length length of a step: whole seconds, 1 to 2,147,483,647
 * @param origin the start of one step, whole seconds, in the years 1 to 9999; default
 *     1970-01-01T00:00:00Z, so that steps of a day begin at midnight UTC
 * @param includesEmpty whether steps without points are given too; default false
 */
public record Steps(Duration length, Instant origin, boolean includesEmpty) {
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  /**
   * Checks the length and the origin.
   *
   * @throws InvalidInputException when either is out of range or has a fraction of a second
   */
  public Steps {
    if (length.compareTo(Duration.ofSeconds(1)) < 0
        || length.compareTo(Duration.ofSeconds(Integer.MAX_VALUE)) > 0
        || length.getNano() != 0) {
      throw new InvalidInputException(
          "step", length, "must be whole seconds, 1 to " + Integer.MAX_VALUE);
    }
    if (origin.isBefore(FIRST) || origin.isAfter(LAST) || origin.getNano() != 0) {
      throw new InvalidInputException(
          "origin", origin, "must be whole seconds, in the years 1 to 9999");
    }
  }

  /**
   * Returns steps of a length from 1970-01-01T00:00:00Z on, without empty ones.
   *
   * @param length length of a step: whole seconds, 1 to 2,147,483,647
   * @return the steps
   * @throws InvalidInputException when the length is out of range
   */
  public static Steps of(Duration length) {
    return new Steps(length, Instant.EPOCH, false);
  }

  /**
   * Returns these steps with another origin.
   *
   * @param other the start of one step; a Monday for weeks from Monday to Sunday, say
   * @return the steps
   * @throws InvalidInputException when the origin is out of range
   */
  public Steps from(Instant other) {
    return new Steps(length, other, includesEmpty);
  }

  /**
   * Returns these steps with those that have no points. They begin at the first time of the query,
   * or at the first step with points where the query has no bound, and end alike.
   *
   * @return the steps
   */
  public Steps includingEmpty() {
    return new Steps(length, origin, true);
  }
}

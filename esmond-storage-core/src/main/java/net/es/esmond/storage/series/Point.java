package net.es.esmond.storage.series;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * A point is a value at a time.
 *
 * @param time the time, kept to milliseconds, in the years 1 to 9999
 * @param value the value
 */
public record Point(Instant time, Value value) {
  /** No archive has a point from before: such a time is most often in seconds by mistake. */
  public static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  /** No archive has a point from before, even if points before 2000 are taken over. */
  public static final Instant EARLIEST_IMPORTED = Instant.EPOCH;

  /** No archive has a point from after. */
  public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant END = LATEST.plusMillis(1);
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final Duration MAX_AHEAD = Duration.ofDays(1);

  /**
   * Cuts the time to whole milliseconds.
   *
   * @throws InvalidInputException when the year is not 1 to 9999
   */
  public Point {
    Objects.requireNonNull(value, "value");
    if (time.isBefore(FIRST) || !time.isBefore(END)) {
      throw new InvalidInputException("ts", time, "must be in the years 1 to 9999");
    }
    if (time.getNano() % NANOS_PER_MILLI != 0) {
      time = time.truncatedTo(ChronoUnit.MILLIS);
    }
  }

  /**
   * Makes a point from a time in milliseconds, as esmond stores it.
   *
   * @param timeMillis milliseconds since 1970; one before 2000 is refused, since it is most often
   *     in seconds
   * @param value the value
   * @return the point
   * @throws InvalidInputException when the time is before 2000
   */
  public static Point ofMillis(long timeMillis, Value value) {
    if (timeMillis < EARLIEST.toEpochMilli()) {
      boolean seconds = timeMillis >= EARLIEST.getEpochSecond();
      throw new InvalidInputException(
          "ts",
          timeMillis,
          "must be milliseconds since 1970, not before "
              + EARLIEST
              + (seconds ? "; this looks like seconds" : ""));
    }
    return new Point(Instant.ofEpochMilli(timeMillis), value);
  }

  /**
   * Makes a point from its stored form.
   *
   * @param series the series of the point
   * @param stored the stored point
   * @return the point
   * @throws InvalidInputException when values of this series are not stored in this form
   */
  public static Point of(Series series, StoredPoint stored) {
    return new Point(Instant.ofEpochMilli(stored.timeMillis()), Value.of(series, stored.value()));
  }

  /**
   * Returns this point as an archive stores it: its time is checked, and cut to a precision.
   *
   * @param now the present time
   * @param precision {@link ChronoUnit#SECONDS}, as esmond's clients expect, or {@link
   *     ChronoUnit#MILLIS}
   * @return the point to store
   * @throws InvalidInputException when the time is before 2000, or more than a day ahead
   */
  public Point accepted(Instant now, ChronoUnit precision) {
    return accepted(EARLIEST, now, precision);
  }

  /**
   * Returns this point as an archive stores it that accepts points from a time on.
   *
   * @param earliest the earliest time that is accepted
   * @param now the present time
   * @param precision {@link ChronoUnit#SECONDS}, as esmond's clients expect, or {@link
   *     ChronoUnit#MILLIS}
   * @return the point to store
   * @throws InvalidInputException when the time is too early, or more than a day ahead
   */
  public Point accepted(Instant earliest, Instant now, ChronoUnit precision) {
    if (time.isBefore(earliest)) {
      throw new InvalidInputException("ts", time, "must not be before " + earliest);
    }
    if (time.isAfter(now.plus(MAX_AHEAD))) {
      throw new InvalidInputException("ts", time, "must not be more than a day after " + now);
    }
    return new Point(time.truncatedTo(precision), value);
  }

  /**
   * Returns the form in which this point is stored.
   *
   * @return the stored point
   */
  public StoredPoint stored() {
    return new StoredPoint(time.toEpochMilli(), value.stored());
  }
}

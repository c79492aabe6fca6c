package net.es.esmond.storage.series;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * One partition of a series in time: a month (UTC) of base points, or a whole year of summaries
 * whose windows are an hour or longer. No other class knows how long a partition is.
 *
 * @param year year, UTC, 1 to 9999; part of {@link #rowKey}
 * @param number which part of the year; 0 for the whole year. Cassandra keeps it in the column
 *     {@code month}
 */
public record Partition(int year, int number) implements Comparable<Partition> {
  private static final int FIRST_YEAR = 1;
  private static final int LAST_YEAR = 9999;
  private static final long FIRST_MILLIS = millis(LocalDate.of(FIRST_YEAR, 1, 1));
  private static final long LAST_MILLIS = millis(LocalDate.of(LAST_YEAR, 12, 31));
  private static final int WHOLE_YEAR = 0;
  private static final int LAST_NUMBER = 12;

  /** From how many partitions on a read is better told first which of them exist. */
  private static final int FEW = 3;

  private static final long SECONDS_PER_HOUR = 3600;

  /**
   * Checks year and number.
   *
   * @throws InvalidInputException when either is out of range
   */
  public Partition {
    if (year < FIRST_YEAR || year > LAST_YEAR) {
      throw new InvalidInputException(
          "year", year, "of a partition must be " + FIRST_YEAR + " to " + LAST_YEAR);
    }
    if (number < WHOLE_YEAR || number > LAST_NUMBER) {
      throw new InvalidInputException(
          "number", number, "of a partition must be 0 to " + LAST_NUMBER);
    }
  }

  /**
   * Returns the partition of a series that holds a point in time.
   *
   * @param series the series
   * @param timeMillis milliseconds since 1970, in the years 1 to 9999
   * @return the partition
   * @throws InvalidInputException when the year is another
   */
  public static Partition of(Series series, long timeMillis) {
    return holding(timeMillis, series.windowSeconds() >= SECONDS_PER_HOUR);
  }

  /**
   * Returns the partition that holds base points of a time, of any series.
   *
   * @param timeMillis milliseconds since 1970
   * @return the partition
   */
  public static Partition ofBasePoints(long timeMillis) {
    return holding(timeMillis, false);
  }

  private static Partition holding(long timeMillis, boolean wholeYear) {
    LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(timeMillis), ZoneOffset.UTC);
    return new Partition(day.getYear(), wholeYear ? WHOLE_YEAR : day.getMonthValue());
  }

  /**
   * Lists the partitions of a series that can hold points in a range. None can from before 1900 or
   * after 9999.
   *
   * @param series the series
   * @param fromMillis first time, milliseconds since 1970
   * @param toMillis last time, milliseconds since 1970; an earlier one than the first gives none
   * @return oldest first
   */
  public static List<Partition> between(Series series, long fromMillis, long toMillis) {
    // Windows that hold the earliest point may begin decades before it.
    long first = Math.max(fromMillis, millis(Point.EARLIEST.minus(Duration.ofDays(36_500))));
    long last = Math.min(toMillis, millis(Point.LATEST));
    List<Partition> partitions = new ArrayList<>();
    for (long from = first;
        from <= last;
        from = partitions.get(partitions.size() - 1).endMillis()) {
      partitions.add(of(series, from));
    }
    return Collections.unmodifiableList(partitions);
  }

  /**
   * Returns whether a range reaches into so few partitions of a series that asking each for its
   * points costs less than asking first which of them exist.
   *
   * @param series the series
   * @param fromMillis first time, milliseconds since 1970
   * @param toMillis last time, milliseconds since 1970
   * @return true for three partitions or fewer, and for an empty range
   */
  public static boolean inFew(Series series, long fromMillis, long toMillis) {
    Partition last = of(series, nearest(toMillis));
    Partition reached = of(series, nearest(fromMillis));
    for (int i = 1; i < FEW && reached.compareTo(last) < 0; i++) {
      reached = reached.next();
    }
    return reached.compareTo(last) >= 0;
  }

  /** Returns the time in a partition that is nearest to a time. */
  private static long nearest(long timeMillis) {
    return Math.max(FIRST_MILLIS, Math.min(LAST_MILLIS, timeMillis));
  }

  /**
   * Returns whether base points are kept in this partition, and windows shorter than an hour.
   *
   * @return false for a partition of windows of an hour or longer
   */
  public boolean holdsBasePoints() {
    return number != WHOLE_YEAR;
  }

  /**
   * Returns the {@link #number} as it is stored.
   *
   * @return 0 or more
   */
  public byte storedNumber() {
    return (byte) number;
  }

  /**
   * Returns esmond's row key, which is the first part of the partition key.
   *
   * @param series the series
   * @return such as {@code ps:throughput:0cb1...:2014}
   */
  public String rowKey(Series series) {
    return series.path() + ":" + year;
  }

  /**
   * Returns the first time in this partition.
   *
   * @return milliseconds since 1970
   */
  public long startMillis() {
    return millis(firstDay());
  }

  /**
   * Returns the first time after this partition.
   *
   * @return milliseconds since 1970
   */
  public long endMillis() {
    return millis(holdsBasePoints() ? firstDay().plusMonths(1) : firstDay().plusYears(1));
  }

  /** Milliseconds since 1970; of a time that is too far away, the farthest. */
  static long millis(Instant time) {
    return time.isAfter(Point.LATEST)
        ? Long.MAX_VALUE
        : time.getEpochSecond() < Long.MIN_VALUE / 1000 ? Long.MIN_VALUE : time.toEpochMilli();
  }

  private LocalDate firstDay() {
    return LocalDate.of(year, Math.max(1, number), 1);
  }

  private static long millis(LocalDate day) {
    return day.atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  /**
   * Returns the partition that follows, of the same series.
   *
   * @return the partition from {@link #endMillis}
   */
  public Partition next() {
    return holding(endMillis(), !holdsBasePoints());
  }

  /**
   * Returns the partition before, of the same series.
   *
   * @return the partition that ends at {@link #startMillis}
   */
  public Partition previous() {
    return holding(startMillis() - 1, !holdsBasePoints());
  }

  @Override
  public int compareTo(Partition other) {
    int byYear = Integer.compare(year, other.year);
    return byYear != 0 ? byYear : Integer.compare(number, other.number);
  }
}

package net.es.esmond.storage.series;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What one Cassandra partition holds: a month (UTC) of a series, or a whole year of one whose
 * windows are an hour or longer.
 *
 * @param year year, UTC
 * @param month 1 to 12; 0 for a whole year
 */
public record Partition(int year, int month) implements Comparable<Partition> {
  private static final long SECONDS_PER_HOUR = 3600;

  /** Checks the month. */
  public Partition {
    if (month < 0 || month > 12) {
      throw new IllegalArgumentException("month must be 0 to 12, but was " + month);
    }
  }

  /**
   * Returns the partition of a series that holds a point in time.
   *
   * @param series the series
   * @param timeMillis milliseconds since 1970
   * @return the partition
   */
  public static Partition of(Series series, long timeMillis) {
    YearMonth month = YearMonth.from(Instant.ofEpochMilli(timeMillis).atOffset(ZoneOffset.UTC));
    return new Partition(month.getYear(), byYear(series) ? 0 : month.getMonthValue());
  }

  /**
   * Lists the partitions of a series that can hold points in a range.
   *
   * @param series the series
   * @param fromMillis first time, milliseconds since 1970
   * @param toMillis last time, milliseconds since 1970; an earlier one than the first gives none
   * @return oldest first
   */
  public static List<Partition> between(Series series, long fromMillis, long toMillis) {
    if (toMillis < fromMillis) {
      return List.of();
    }
    List<Partition> partitions = new ArrayList<>();
    Partition last = of(series, toMillis);
    for (Partition p = of(series, fromMillis); p.compareTo(last) <= 0; p = p.next()) {
      partitions.add(p);
    }
    return Collections.unmodifiableList(partitions);
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
    return YearMonth.of(year, Math.max(1, month))
        .atDay(1)
        .atStartOfDay()
        .toInstant(ZoneOffset.UTC)
        .toEpochMilli();
  }

  /**
   * Returns the first time after this partition.
   *
   * @return milliseconds since 1970
   */
  public long endMillis() {
    return next().startMillis();
  }

  private Partition next() {
    if (month == 0) {
      return new Partition(year + 1, 0);
    }
    return month == 12 ? new Partition(year + 1, 1) : new Partition(year, month + 1);
  }

  private static boolean byYear(Series series) {
    return series.windowSeconds() >= SECONDS_PER_HOUR;
  }

  @Override
  public int compareTo(Partition other) {
    int byYear = Integer.compare(year, other.year);
    return byYear != 0 ? byYear : Integer.compare(month, other.month);
  }
}

package net.es.esmond.storage.series;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.internal.query.EsmondParameters;

/**
 * A query selects points of a series to read. Immutable: each method returns a new query.
 *
 * @param series the series
 * @param from first time, inclusive; {@link Instant#MIN} for the beginning, the default
 * @param to last time, inclusive as in esmond; {@link Instant#MAX} for the end, the default
 * @param newestFirst the order; default oldest first
 * @param limit points to read in all, 1 or more; default no limit, {@link Long#MAX_VALUE}
 * @param offset points to skip at the start, 0 or more; default 0. The query of the next page skips
 *     none, so that what was skipped is not read again
 * @param pageSize points fetched at a time, 1 to 10,000; fewer when their values come to more than
 *     four million bytes; default 1,000
 * @param consistencyLevel level to read at; empty for the configured one
 */
public record SeriesQuery(
    Series series,
    Instant from,
    Instant to,
    boolean newestFirst,
    long limit,
    long offset,
    int pageSize,
    Optional<ConsistencyLevel> consistencyLevel) {
  /** The default number of points that are fetched at a time. */
  public static final int DEFAULT_PAGE_SIZE = 1_000;

  /** The largest number of points that are fetched at a time. */
  public static final int MAX_PAGE_SIZE = 10_000;

  /** The limit of a query that {@link #parse} reads without one, which is esmond's. */
  public static final int ESMOND_LIMIT = 1500;

  /** Checks the limits. */
  public SeriesQuery {
    Objects.requireNonNull(series, "series");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(consistencyLevel, "consistencyLevel");
    if (limit < 1) {
      throw new InvalidInputException(EsmondParameters.LIMIT, limit, "must be 1 or more");
    }
    if (offset < 0) {
      throw new InvalidInputException(EsmondParameters.OFFSET, offset, "must be 0 or more");
    }
    if (pageSize < 1 || pageSize > MAX_PAGE_SIZE) {
      throw new InvalidInputException("page-size", pageSize, "must be 1 to " + MAX_PAGE_SIZE);
    }
    if (to.isBefore(from)) {
      throw new InvalidInputException("time-end", to, "must not be before time-start, " + from);
    }
  }

  /**
   * Makes a query for all base points of an event type.
   *
   * @param metadataKey key of the metadata record
   * @param eventType esmond's name, such as {@code throughput}
   * @return a query
   * @throws InvalidInputException when esmond has no such event type
   */
  public static SeriesQuery base(String metadataKey, String eventType) {
    return of(Series.base(metadataKey, EventType.of(eventType)));
  }

  /**
   * Makes a query for all points of a series.
   *
   * @param series the series
   * @return a query
   */
  public static SeriesQuery of(Series series) {
    return new SeriesQuery(
        series,
        Instant.MIN,
        Instant.MAX,
        false,
        Long.MAX_VALUE,
        0,
        DEFAULT_PAGE_SIZE,
        Optional.empty());
  }

  /**
   * Makes a query for the summaries of an event type.
   *
   * @param metadataKey key of the metadata record
   * @param eventType esmond's name
   * @param summaryType esmond's name, such as {@code average}
   * @param windowSeconds length of the window
   * @return a query
   * @throws InvalidInputException when esmond has no such event type or summary
   */
  public static SeriesQuery summary(
      String metadataKey, String eventType, String summaryType, long windowSeconds) {
    return of(
        new Series(
            metadataKey, EventType.of(eventType), SummaryType.of(summaryType), windowSeconds));
  }

  /**
   * Parses the parameters with which esmond's clients ask for points of a series: {@code time},
   * {@code time-start}, {@code time-end} and {@code time-range} in seconds, {@code limit} and
   * {@code offset}. The points come oldest first.
   *
   * <p>The method is as lenient as esmond: a limit that is no whole number of 1 or more means
   * {@value #ESMOND_LIMIT}, an offset that is no whole number of 0 or more means 0, and other
   * parameters are ignored. Unlike esmond, a query without an end finds what is later than now. The
   * page size is the limit, or {@value #MAX_PAGE_SIZE} if that is less.
   *
   * @param series the series
   * @param parameters values by name
   * @param clock the present time, from which a range without ends is counted back: {@link
   *     net.es.esmond.storage.EsmondStorage#clock}
   * @return the query
   * @throws InvalidInputException when a time is no integer, or the end is before the start
   */
  public static SeriesQuery parse(Series series, Map<String, String> parameters, Clock clock) {
    SeriesQuery all = of(series);
    long limit = EsmondParameters.count(parameters.get(EsmondParameters.LIMIT), 1, ESMOND_LIMIT);
    return EsmondParameters.times(parameters, clock)
        .map(range -> all.between(range.from(), range.to().orElse(all.to)))
        .orElse(all)
        .limit(limit)
        .offset(EsmondParameters.count(parameters.get(EsmondParameters.OFFSET), 0, 0))
        .pageSize((int) Math.min(limit, MAX_PAGE_SIZE));
  }

  /**
   * Returns this query for points between two times only.
   *
   * @param from first time, inclusive
   * @param to last time, inclusive
   * @return a query
   * @throws InvalidInputException when the last time is before the first
   */
  public SeriesQuery between(Instant from, Instant to) {
    return new SeriesQuery(
        series, from, to, newestFirst, limit, offset, pageSize, consistencyLevel);
  }

  /**
   * Returns this query with another order.
   *
   * @param newestFirst true for the newest point first
   * @return a query
   */
  public SeriesQuery newestFirst(boolean newestFirst) {
    return new SeriesQuery(
        series, from, to, newestFirst, limit, offset, pageSize, consistencyLevel);
  }

  /**
   * Returns this query with a bound on the number of points.
   *
   * @param limit points to read in all, 1 or more
   * @return a query
   */
  public SeriesQuery limit(long limit) {
    return new SeriesQuery(
        series, from, to, newestFirst, limit, offset, pageSize, consistencyLevel);
  }

  /**
   * Returns this query without the first points. The store passes over the times of skipped points,
   * which costs less than to read the points, but more the more there are. Following pages by
   * {@link Page#next} skips nothing twice.
   *
   * @param offset points to skip, 0 or more
   * @return a query
   */
  public SeriesQuery offset(long offset) {
    return new SeriesQuery(
        series, from, to, newestFirst, limit, offset, pageSize, consistencyLevel);
  }

  /**
   * Returns this query with another number of points fetched at a time.
   *
   * @param pageSize 1 to 10,000
   * @return a query
   */
  public SeriesQuery pageSize(int pageSize) {
    return new SeriesQuery(
        series, from, to, newestFirst, limit, offset, pageSize, consistencyLevel);
  }

  /**
   * Returns this query at another consistency level than the configured one.
   *
   * @param level the level
   * @return a query
   */
  public SeriesQuery at(ConsistencyLevel level) {
    return new SeriesQuery(
        series, from, to, newestFirst, limit, offset, pageSize, Optional.of(level));
  }

  /**
   * Writes this query as text, with which another process can go on reading: the token of {@link
   * Page#next()} leads to the next page.
   *
   * @return letters, digits, {@code -} and {@code _}, most often about 150 of them
   */
  public String token() {
    return QueryToken.write(this);
  }

  /**
   * Reads a query from the text that {@link #token()} gave.
   *
   * @param token the text; may come from a stranger, who may then read what the query asks for
   * @return the query
   * @throws InvalidInputException when {@link #token()} gave no such text, or the text was cut or
   *     changed
   */
  public static SeriesQuery ofToken(String token) {
    return QueryToken.read(token);
  }
}

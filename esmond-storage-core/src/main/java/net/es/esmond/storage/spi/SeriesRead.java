package net.es.esmond.storage.spi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;

/**
 * A request to read one page of a series. The next page is the same read from just behind the last
 * point. No state is kept between pages.
 *
 * @param series the series
 * @param fromMillis first time, inclusive, milliseconds since 1970; {@link Long#MIN_VALUE} for the
 *     beginning
 * @param toMillis last time, inclusive, milliseconds since 1970; {@link Long#MAX_VALUE} for the end
 * @param newestFirst the order of the points
 * @param limit points in the page, 1 or more
 * @param level consistency level; empty for the configured one
 */
public record SeriesRead(
    Series series,
    long fromMillis,
    long toMillis,
    boolean newestFirst,
    int limit,
    Optional<ConsistencyLevel> level) {
  /** Checks the limit. */
  public SeriesRead {
    Objects.requireNonNull(series, "series");
    Objects.requireNonNull(level, "level");
    if (limit < 1) {
      throw new InvalidInputException("limit", limit, "must be 1 or more");
    }
  }

  /**
   * Returns the same read at another level.
   *
   * @param other consistency level; empty for the configured one
   * @return a read
   */
  public SeriesRead at(Optional<ConsistencyLevel> other) {
    return new SeriesRead(series, fromMillis, toMillis, newestFirst, limit, other);
  }

  /**
   * Returns the same read of another range.
   *
   * @param from first time, inclusive, milliseconds since 1970
   * @param to last time, inclusive
   * @return a read
   */
  public SeriesRead between(long from, long to) {
    return new SeriesRead(series, from, to, newestFirst, limit, level);
  }

  /**
   * Returns the read of what follows a page.
   *
   * @param page the points of the page
   * @return a read from just behind the last of them; this read when there are none
   */
  public SeriesRead after(List<StoredPoint> page) {
    if (page.isEmpty()) {
      return this;
    }
    long last = page.get(page.size() - 1).timeMillis();
    return newestFirst ? between(fromMillis, last - 1) : between(last + 1, toMillis);
  }
}

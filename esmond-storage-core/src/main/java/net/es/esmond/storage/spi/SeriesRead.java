package net.es.esmond.storage.spi;

import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.Series;

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
}

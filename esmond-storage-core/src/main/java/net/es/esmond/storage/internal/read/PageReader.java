package net.es.esmond.storage.internal.read;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.read.PointSkipper.Skipped;
import net.es.esmond.storage.internal.summary.SummaryPages;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.TimeSeriesStore;

/**
 * Reads pages of one registered series for one call.
 *
 * @param series the store of base points
 * @param summaries answers queries of summaries
 * @param metadata the record that the series belongs to
 * @param level consistency level; empty for the configured one
 * @param deadline deadline of the call
 */
record PageReader(
    TimeSeriesStore series,
    SummaryPages summaries,
    Metadata metadata,
    Optional<ConsistencyLevel> level,
    Deadline deadline) {
  private static final Page EMPTY = new Page(List.of(), Optional.empty());

  /**
   * Reads a page. When skipping takes half of the call's time, the page is empty, and the query of
   * the next page skips what is left.
   */
  CompletionStage<Page> page(SeriesQuery query) {
    if (query.offset() == 0) {
      return pageFromStart(query);
    }
    Duration half = deadline.budget().dividedBy(2);
    return skipper(query)
        .skip(query.offset(), () -> deadline.remaining().compareTo(half) > 0)
        .thenCompose(
            skipped -> {
              if (skipped.rest().isEmpty()) {
                return completedFuture(EMPTY);
              }
              SeriesQuery next = skipped.rest().get();
              SeriesQuery rest =
                  query.between(next.from(), next.to()).offset(query.offset() - skipped.points());
              return rest.offset() == 0
                  ? pageFromStart(rest)
                  : completedFuture(new Page(List.of(), Optional.of(rest)));
            });
  }

  /** Counts the points between a query's times. */
  CompletionStage<Long> count(SeriesQuery query) {
    return skipper(query).skip(Long.MAX_VALUE, () -> true).thenApply(Skipped::points);
  }

  private PointSkipper skipper(SeriesQuery query) {
    return isBase(query)
        ? new PointSkipper(query, this::timesFromStart)
        : new PointSkipper(
            query,
            page ->
                pageFromStart(page)
                    .thenApply(read -> new Skipped(read.points().size(), read.next())));
  }

  private CompletionStage<Skipped> timesFromStart(SeriesQuery query) {
    SeriesRead read = storeRead(query, level);
    if (read.fromMillis() > read.toMillis()) {
      return completedFuture(new Skipped(0, Optional.empty()));
    }
    return series
        .times(read, deadline)
        .thenApply(
            times -> {
              int count = times.rows().size();
              return new Skipped(
                  count,
                  times.more() ? behind(query, times.rows().get(count - 1)) : Optional.empty());
            });
  }

  private CompletionStage<Page> pageFromStart(SeriesQuery query) {
    SeriesRead read = storeRead(query, level);
    if (read.fromMillis() > read.toMillis()) {
      return completedFuture(EMPTY);
    }
    return isBase(query)
        ? series.read(read, deadline).thenApply(rows -> page(query, rows))
        : summaries.read(query, read, metadata, deadline);
  }

  /** Returns whether a page of a query is one read of the store of base points. */
  static boolean isOneRead(SeriesQuery query) {
    return isBase(query) && query.offset() == 0;
  }

  private static boolean isBase(SeriesQuery query) {
    return query.series().summaryType() == SummaryType.BASE;
  }

  /**
   * Reads no times at which no point can be; a window may begin before the first point in it. Where
   * a page ends at the query's limit, one more point is read, as it says whether more follow.
   */
  static SeriesRead storeRead(SeriesQuery query, Optional<ConsistencyLevel> level) {
    Series of = query.series();
    return new SeriesRead(
        of,
        Math.max(
            millis(query.from(), true),
            Point.EARLIEST_IMPORTED.minusSeconds(of.windowSeconds()).toEpochMilli()),
        Math.min(millis(query.to(), false), Point.LATEST.toEpochMilli()),
        query.newestFirst(),
        query.limit() <= query.pageSize() ? (int) query.limit() + 1 : query.pageSize(),
        level);
  }

  /**
   * Converts a bound to milliseconds since 1970. A bound between two milliseconds moves into the
   * range, and a bound outside the numbers of a long becomes the nearest number.
   */
  private static long millis(Instant bound, boolean first) {
    if (bound.isBefore(Instant.ofEpochMilli(Long.MIN_VALUE))) {
      return Long.MIN_VALUE;
    }
    if (bound.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE))) {
      return Long.MAX_VALUE;
    }
    long floor = bound.toEpochMilli();
    return first && Instant.ofEpochMilli(floor).isBefore(bound) ? floor + 1 : floor;
  }

  /** Makes the page of a query of base points from what {@link #storeRead} asked for. */
  static Page page(SeriesQuery query, Rows<StoredPoint> stored) {
    Series of = query.series();
    int count = (int) Math.min(query.limit(), stored.rows().size());
    List<Point> points = new ArrayList<>(count);
    for (StoredPoint point : stored.rows().subList(0, count)) {
      points.add(Point.of(of, point));
    }
    Optional<SeriesQuery> rest =
        stored.more() || count < stored.rows().size()
            ? behind(query, stored.rows().get(count - 1).timeMillis())
            : Optional.empty();
    long left = query.limit() == Long.MAX_VALUE ? query.limit() : query.limit() - count;
    return new Page(
        points,
        left == 0 ? Optional.empty() : rest.map(next -> next.limit(left)),
        rest.isPresent(),
        List.of(),
        false);
  }

  /** Returns the query from behind a point. Times are distinct within a series. */
  private static Optional<SeriesQuery> behind(SeriesQuery query, long lastMillis) {
    Instant last = Instant.ofEpochMilli(lastMillis);
    Instant from = query.newestFirst() ? query.from() : last.plusMillis(1);
    Instant to = query.newestFirst() ? last.minusMillis(1) : query.to();
    return to.isBefore(from) ? Optional.empty() : Optional.of(query.between(from, to));
  }
}

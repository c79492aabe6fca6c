package net.es.esmond.storage.internal.read;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.BoundedParallel;
import net.es.esmond.storage.internal.metadata.SeriesRecords;
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

/** Reads pages of registered series. */
public final class SeriesReader {
  /** Number of pages of one call that are read at a time. */
  private static final int WIDTH = 16;

  private final TimeSeriesStore series;
  private final SeriesRecords records;
  private final SummaryPages summaries;
  private final RepairAwareReads complete;

  public SeriesReader(
      TimeSeriesStore series,
      SeriesRecords records,
      SummaryPages summaries,
      RepairAwareReads complete) {
    this.series = series;
    this.records = records;
    this.summaries = summaries;
    this.complete = complete;
  }

  public CompletionStage<Page> read(SeriesQuery query, Deadline deadline) {
    return records
        .of(query.series(), deadline)
        .thenCompose(
            record ->
                complete.read(
                    query.consistencyLevel(),
                    (level, by) -> page(query, storeRead(query).at(level), record, by),
                    deadline))
        .thenApply(
            answer ->
                answer.possiblyIncomplete()
                    ? new Page(
                        answer.found().points(),
                        answer.found().next(),
                        answer.found().missing(),
                        true)
                    : answer.found());
  }

  private CompletionStage<Page> page(
      SeriesQuery query, SeriesRead read, Metadata record, Deadline deadline) {
    if (read.fromMillis() > read.toMillis()) {
      return completedFuture(new Page(List.of(), Optional.empty()));
    }
    return query.series().summaryType() == SummaryType.BASE
        ? series.read(read, deadline).thenApply(page -> page(query, page))
        : summaries.read(query, read, record, deadline);
  }

  /** Reads a page of each query, a bounded number at a time. */
  public CompletionStage<List<Page>> readAll(List<SeriesQuery> queries, Deadline deadline) {
    Page[] pages = new Page[queries.size()];
    List<Integer> positions = IntStream.range(0, pages.length).boxed().toList();
    return BoundedParallel.all(
            positions,
            WIDTH,
            i -> read(queries.get(i), deadline).thenAccept(page -> pages[i] = page))
        .thenApply(done -> List.of(pages));
  }

  /** Reads no times at which no point can be; a window may begin before the first point in it. */
  private static SeriesRead storeRead(SeriesQuery query) {
    Series of = query.series();
    return new SeriesRead(
        of,
        Math.max(
            millis(query.from(), true),
            Point.EARLIEST.minusSeconds(of.windowSeconds()).toEpochMilli()),
        Math.min(millis(query.to(), false), Point.LATEST.toEpochMilli()),
        query.newestFirst(),
        (int) Math.min(query.limit(), query.pageSize()),
        query.consistencyLevel());
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

  private static Page page(SeriesQuery query, Rows<StoredPoint> stored) {
    Series of = query.series();
    List<Point> points = new ArrayList<>(stored.rows().size());
    for (StoredPoint point : stored.rows()) {
      points.add(Point.of(of, point));
    }
    return new Page(points, stored.more() ? next(query, points) : Optional.empty());
  }

  /**
   * Returns the rest of the query, which starts behind the last point. Times are distinct within a
   * series.
   */
  private static Optional<SeriesQuery> next(SeriesQuery query, List<Point> points) {
    long rest = query.limit() == Long.MAX_VALUE ? query.limit() : query.limit() - points.size();
    if (rest == 0 || points.isEmpty()) {
      return Optional.empty();
    }
    Instant last = points.get(points.size() - 1).time();
    Instant from = query.newestFirst() ? query.from() : last.plusMillis(1);
    Instant to = query.newestFirst() ? last.minusMillis(1) : query.to();
    return to.isBefore(from) ? Optional.empty() : Optional.of(query.between(from, to).limit(rest));
  }
}

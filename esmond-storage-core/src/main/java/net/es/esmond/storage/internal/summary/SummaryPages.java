package net.es.esmond.storage.internal.summary;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.spi.SeriesRead;

/** Answers queries of summaries. */
public final class SummaryPages {
  private final SummaryPageReader reader;

  /**
   * Creates pages from a reader.
   *
   * @param reader reads stored summaries, and makes those that are not stored
   */
  public SummaryPages(SummaryPageReader reader) {
    this.reader = reader;
  }

  /**
   * Reads one page. A page may have fewer points than asked for, or none, and still be followed by
   * another, because making windows takes time.
   *
   * @param query the query of a summary
   * @param read the query as a read of one page; it may ask for one summary more than the query's
   *     limit, which then says whether more follow
   * @param metadata the record that the series belongs to
   * @param deadline deadline of the read
   * @return the summaries in the order asked for
   */
  public CompletionStage<Page> read(
      SeriesQuery query, SeriesRead read, Metadata metadata, Deadline deadline) {
    WindowRule rule = reader.rule(metadata, read.series().eventType());
    return reader
        .read(read, rule, deadline)
        .thenApply(
            parts -> {
              boolean cut = parts.parts().size() > query.limit();
              List<Point> points =
                  parts.parts().stream().limit(query.limit()).map(Part::point).toList();
              Comparator<Instant> order = Comparator.naturalOrder();
              Comparator<Instant> asked = query.newestFirst() ? order.reversed() : order;
              List<Instant> missing =
                  parts.holes().stream()
                      .filter(Hole::uncomputable)
                      .map(hole -> Instant.ofEpochMilli(hole.start()))
                      .filter(start -> !cut || asked.compare(start, last(points)) < 0)
                      .sorted(asked)
                      .toList();
              return new Page(
                  points,
                  parts.rest().flatMap(rest -> next(query, rest, points)),
                  cut || parts.rest().isPresent(),
                  missing,
                  false);
            });
  }

  private static Instant last(List<Point> points) {
    return points.get(points.size() - 1).time();
  }

  private static Optional<SeriesQuery> next(
      SeriesQuery query, SeriesRead rest, List<Point> points) {
    long left = query.limit() == Long.MAX_VALUE ? query.limit() : query.limit() - points.size();
    if (left == 0) {
      return Optional.empty();
    }
    return Optional.of(
        query
            .between(Instant.ofEpochMilli(rest.fromMillis()), Instant.ofEpochMilli(rest.toMillis()))
            .limit(left));
  }
}

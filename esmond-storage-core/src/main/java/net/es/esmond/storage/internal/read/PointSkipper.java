package net.es.esmond.storage.internal.read;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import net.es.esmond.storage.internal.async.AsyncLoop;
import net.es.esmond.storage.series.SeriesQuery;

/**
 * Passes over the points of a query, page by page, and counts them. A page is forgotten before the
 * next one is read. For one use.
 */
final class PointSkipper {
  private final Function<SeriesQuery, CompletionStage<Skipped>> page;
  private final AtomicLong points = new AtomicLong();
  private final AtomicReference<Optional<SeriesQuery>> rest;

  /**
   * Points that were passed over.
   *
   * @param points how many
   * @param rest the query of the points that follow; empty at the end
   */
  record Skipped(long points, Optional<SeriesQuery> rest) {}

  /**
   * Creates a skipper.
   *
   * @param query where to begin and end; its limit and offset do not matter
   * @param page passes over one page of a query
   */
  PointSkipper(SeriesQuery query, Function<SeriesQuery, CompletionStage<Skipped>> page) {
    this.page = page;
    this.rest = new AtomicReference<>(Optional.of(query.limit(Long.MAX_VALUE).offset(0)));
  }

  /**
   * Passes over points.
   *
   * @param atMost how many at most
   * @param goOn asked after each page; when it says no, fewer points may be passed over
   */
  CompletionStage<Skipped> skip(long atMost, BooleanSupplier goOn) {
    return AsyncLoop.whileTrue(
            () ->
                page.apply(next(atMost - points.get()))
                    .thenApply(
                        skipped -> {
                          rest.set(skipped.rest());
                          return points.addAndGet(skipped.points()) < atMost
                              && skipped.rest().isPresent()
                              && goOn.getAsBoolean();
                        }))
        .thenApply(done -> new Skipped(points.get(), Objects.requireNonNull(rest.get())));
  }

  private SeriesQuery next(long left) {
    SeriesQuery next = Objects.requireNonNull(rest.get()).orElseThrow();
    return next.pageSize((int) Math.min(left, SeriesQuery.MAX_PAGE_SIZE));
  }
}

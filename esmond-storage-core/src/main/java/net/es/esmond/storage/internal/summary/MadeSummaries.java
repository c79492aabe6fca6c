package net.es.esmond.storage.internal.summary;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.time.StorageClock;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.StaleMark;
import net.es.esmond.storage.spi.StoredSummary;
import net.es.esmond.storage.spi.TimeSeriesStore;

/** The summaries that this archive made, and can make again. Thread-safe. */
public final class MadeSummaries {
  /** Windows that are marked at a time. */
  private static final int PAGE = 500;

  private final TimeSeriesStore store;
  private final RetentionPolicies policies;
  private final StorageClock clock;
  private final Duration timeout;

  /**
   * Creates an access to them.
   *
   * @param store the store of summaries
   * @param policies how long points and summaries are kept
   * @param clock knows the time
   * @param timeout deadline of each request
   */
  public MadeSummaries(
      TimeSeriesStore store, RetentionPolicies policies, StorageClock clock, Duration timeout) {
    this.store = store;
    this.policies = policies;
    this.clock = clock;
    this.timeout = timeout;
  }

  /**
   * Marks all summaries of a series stale, so that they are made again from the base points of now.
   * Summaries that were taken over, or whose base points have expired, cannot be made again, and
   * stay.
   *
   * @param summary the series of summaries
   */
  public void makeAgain(Series summary) {
    Instant now = clock.instant();
    WindowRule rule = new WindowRule(policies, List.of(summary));
    Series base = Series.base(summary.metadataKey(), summary.eventType());
    SeriesRead read =
        new SeriesRead(
            summary,
            rule.keptFrom(base, now),
            Long.MAX_VALUE,
            false,
            PAGE,
            Optional.of(store.completeLevel()));
    Rows<StoredSummary> page;
    do {
      page = Futures.await(store.summaries().read(read, Deadline.after(timeout)));
      List<Long> starts =
          page.rows().stream()
              .filter(window -> !window.imported())
              .map(StoredSummary::startMillis)
              .toList();
      if (!starts.isEmpty()) {
        StaleMark mark =
            new StaleMark(summary, starts, AllowedLateness.micros(now), rule.retention(summary));
        Futures.await(store.summaries().markStale(mark, Deadline.after(timeout)));
      }
      if (page.more()) {
        StoredSummary last = page.rows().get(page.rows().size() - 1);
        read = read.between(last.startMillis() + 1, read.toMillis());
      }
    } while (page.more());
  }
}

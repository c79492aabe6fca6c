package net.es.esmond.storage.internal.summary;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.time.StorageClock;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.StaleMark;
import net.es.esmond.storage.spi.TimeSeriesStore;

/** The summaries that this archive made, and can make again. Thread-safe. */
public final class MadeSummaries {
  /** Base points whose windows are marked at a time. */
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
   * Marks stale every window that has base points in a partition, before these are cleared, so that
   * its summaries are made again from what is left. The marks last as long as the clearing: a sweep
   * that read the points before cannot store a summary that holds. Summaries whose base points are
   * gone already, taken over or expired, cannot be made again, and stay.
   *
   * @param test the record of the base points
   * @param base the series of the base points
   * @param partition one of its partitions
   * @param cleared by when the points are cleared
   */
  public void makeAgain(Metadata test, Series base, Partition partition, Deadline cleared) {
    long until = AllowedLateness.micros(clock.instant().plus(cleared.remaining()));
    WindowRule rule =
        new WindowRule(policies, WindowRule.kept(test.key(), test.eventTypes(), base.eventType()));
    SeriesRead read =
        new SeriesRead(
            base,
            partition.startMillis(),
            partition.endMillis() - 1,
            false,
            PAGE,
            Optional.of(store.completeLevel()));
    Rows<Long> page;
    do {
      page = Futures.await(store.times(read, Deadline.after(timeout)));
      for (Series summary : rule.kept()) {
        mark(summary, page.rows(), until, rule.retention(summary));
      }
      if (page.more()) {
        read = read.between(page.rows().get(page.rows().size() - 1) + 1, read.toMillis());
      }
    } while (page.more());
  }

  private void mark(Series summary, List<Long> times, long until, Retention retention) {
    List<Long> starts =
        times.stream().map(time -> Windows.start(summary, time)).distinct().toList();
    if (!starts.isEmpty()) {
      StaleMark mark = new StaleMark(summary, starts, until, retention);
      Futures.await(store.summaries().markStale(mark, Deadline.after(timeout)));
    }
  }
}

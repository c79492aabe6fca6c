package net.es.esmond.storage.summary.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.ConsistencyLevel;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.internal.Calls;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.StoredSummary;
import net.es.esmond.storage.spi.SummaryProgress;
import net.es.esmond.storage.spi.SummaryStore;
import net.es.esmond.storage.spi.SummaryWrite;
import net.es.esmond.storage.spi.TimeSeriesStore;

/**
 * Stores the summaries of windows that have settled, and again those that late points made stale.
 * Any number of instances may do so at once, and stop anywhere: every result carries the time that
 * its base points are from, the later one stands, and one that is older than a stale mark is not
 * used. Blocks; for one thread.
 */
public final class Materialiser {
  private static final int PAGE = 1_000;

  private final TimeSeriesStore store;
  private final PartReader reader;
  private final RetentionPolicies policies;
  private final Settling settling;
  private final Clock clock;
  private final Duration timeout;

  /**
   * Stores summaries in a store.
   *
   * @param store holds points and summaries
   * @param policies how long points are kept
   * @param settling when windows have settled
   * @param clock tells the time
   * @param timeout deadline of each step
   */
  public Materialiser(
      TimeSeriesStore store,
      RetentionPolicies policies,
      Settling settling,
      Clock clock,
      Duration timeout) {
    this.store = store;
    this.reader = new PartReader(store, policies, clock);
    this.policies = policies;
    this.settling = settling;
    this.clock = clock;
    this.timeout = timeout;
  }

  /**
   * Stores what has settled in one partition of a summary.
   *
   * @param summary the series of summaries
   * @param kept all summaries kept of its event type: larger windows are made from smaller ones
   * @param partition one of its partitions
   * @return how many windows were stored
   */
  public long store(Series summary, List<Series> kept, Partition partition) {
    long asOf = Settling.asOfMicros(clock.instant());
    SummaryProgress progress =
        Calls.await(summaries().progress(summary, partition, Optional.empty(), deadline()));
    long first = Windows.firstStart(summary, partition);
    long from = Math.max(first, progress.untilMillis());
    long until =
        Math.min(
            Windows.startFrom(summary, partition.endMillis()),
            Windows.start(summary, settling.settledMillis(asOf)));
    if (from >= until && !progress.stale()) {
      return 0;
    }
    TimeRanges due = due(summary, progress.stale() ? first : from, from, until, asOf);
    long stored = 0;
    for (TimeRanges.Range range : due.ranges(false)) {
      stored += store(summary, kept, range, asOf);
    }
    Calls.await(
        summaries()
            .advance(
                summary, partition, Math.max(from, until), asOf, retention(summary), deadline()));
    return stored;
  }

  /** The windows never looked at, less those that are stored all the same; and the stale ones. */
  private TimeRanges due(Series summary, long first, long from, long until, long asOf) {
    TimeRanges due = new TimeRanges();
    due.add(from, until);
    long baseFrom = reader.baseFromMillis(summary);
    long length = Windows.millis(summary);
    Optional<SeriesRead> next =
        Optional.of(
            new SeriesRead(
                summary, first, Math.max(from, until) - 1, false, PAGE, Optional.of(level())));
    while (next.isPresent() && next.get().fromMillis() <= next.get().toMillis()) {
      SeriesRead read = next.get();
      Rows<StoredSummary> page = Calls.await(summaries().read(read, deadline()));
      for (StoredSummary window : page.rows()) {
        long start = window.startMillis();
        boolean stands = window.value().isPresent() && start < baseFrom;
        if (stands || window.holds()) {
          due.remove(start, start + length);
        } else if (window.staleMicros() < asOf) {
          due.add(start, start + length);
        }
      }
      next =
          page.more()
              ? Parts.rest(read, page.rows().get(page.rows().size() - 1).startMillis() + length)
              : Optional.empty();
    }
    return due;
  }

  private long store(Series summary, List<Series> kept, TimeRanges.Range range, long asOf) {
    long stored = 0;
    Optional<SeriesRead> next =
        Optional.of(
            new SeriesRead(
                summary, range.start(), range.end() - 1, false, PAGE, Optional.of(level())));
    while (next.isPresent()) {
      Parts made = Calls.await(reader.make(next.get(), kept, deadline()));
      if (!made.parts().isEmpty()) {
        List<SummaryWrite.Made> windows =
            made.parts().stream()
                .map(part -> new SummaryWrite.Made(part.point().stored(), part.points()))
                .toList();
        Calls.await(
            summaries()
                .store(new SummaryWrite(summary, windows, asOf, retention(summary)), deadline()));
        stored += windows.size();
      }
      next = made.rest();
    }
    return stored;
  }

  private SummaryStore summaries() {
    return store.summaries();
  }

  private ConsistencyLevel level() {
    return store.completeLevel();
  }

  private Retention retention(Series series) {
    return policies.of(series).orElse(Retention.FOREVER);
  }

  private Deadline deadline() {
    return Deadline.after(timeout);
  }
}

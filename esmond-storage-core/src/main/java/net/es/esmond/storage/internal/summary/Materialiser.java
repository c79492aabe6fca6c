package net.es.esmond.storage.internal.summary;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.meters.MeterSource;
import net.es.esmond.storage.internal.meters.StorageMeter;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the summaries of closed windows, and stores those again that late points made stale. Any
 * number of instances may do so at once and stop at any point. Each summary is stored with the time
 * that its base points are from: the later summary wins, and one older than a stale mark is not
 * used. A window that cannot be computed is logged once and skipped. Blocks; for one thread.
 */
public final class Materialiser {
  private static final Logger LOG = LoggerFactory.getLogger(Materialiser.class);
  private static final int PAGE = 1_000;

  private final TimeSeriesStore store;
  private final SummaryPageReader reader;
  private final AllowedLateness lateness;
  private final Clock clock;
  private final Duration timeout;
  private final LongConsumer storedFirst;
  private final LongConsumer storedAgain;
  private final LongConsumer passedOver;

  /**
   * Creates a materialiser.
   *
   * @param store the store of points and summaries
   * @param policies how long points are kept
   * @param lateness when windows close
   * @param clock the archive's clock
   * @param timeout deadline of each step
   * @param meters count the windows
   */
  public Materialiser(
      TimeSeriesStore store,
      RetentionPolicies policies,
      AllowedLateness lateness,
      Clock clock,
      Duration timeout,
      MeterSource meters) {
    this.store = store;
    this.reader = new SummaryPageReader(store, policies, clock);
    this.lateness = lateness;
    this.clock = clock;
    this.timeout = timeout;
    this.storedFirst = meters.counting(StorageMeter.SWEPT_WINDOWS, "stored");
    this.storedAgain = meters.counting(StorageMeter.SWEPT_WINDOWS, "stored_again");
    this.passedOver = meters.counting(StorageMeter.SWEPT_WINDOWS, "passed_over");
  }

  /**
   * Numbers of windows that were processed.
   *
   * @param windows number of summaries stored
   * @param uncomputable number of windows skipped
   */
  record Stored(long windows, long uncomputable) {
    static final Stored NOTHING = new Stored(0, 0);

    Stored plus(Stored more) {
      return new Stored(windows + more.windows, uncomputable + more.uncomputable);
    }
  }

  /**
   * Stores the summaries of closed windows in one partition.
   *
   * @param summary the series of summaries
   * @param rule the rule for windows of the series' event type
   * @param partition a partition of the series
   * @return how many windows were stored
   */
  Stored store(Series summary, WindowRule rule, Partition partition) {
    Instant now = clock.instant();
    long asOf = AllowedLateness.asOfMicros(now);
    // At the level that misses nothing: the progress is then of later than a mark missed here.
    SummaryProgress progress =
        Futures.await(
            summaries()
                .progress(summary, partition, Optional.of(store.completeLevel()), deadline()));
    long first = Windows.firstStart(summary, partition);
    long from = Math.max(first, progress.untilMillis());
    long until =
        Math.min(
            Windows.startFrom(summary, partition.endMillis()),
            Windows.start(summary, lateness.closedMillis(asOf)));
    if (from >= until && !progress.stale()) {
      return Stored.NOTHING;
    }
    Retention retention = rule.retention(summary);
    Stored stored = Stored.NOTHING;
    TimeRanges lost = new TimeRanges();
    NavigableSet<Long> standing = new TreeSet<>();
    TimeRanges due = due(summary, progress, first, from, until, asOf, standing);
    NavigableSet<Long> emptied = new TreeSet<>(standing);
    for (TimeRanges.Range range : due.ranges(false)) {
      Optional<SeriesRead> next = Optional.of(read(summary, range.start(), range.end() - 1));
      while (next.isPresent()) {
        Parts made = Futures.await(reader.make(next.get(), rule, deadline()));
        stored = stored.plus(store(summary, made, asOf, retention, standing));
        made.parts().forEach(part -> emptied.remove(part.timeMillis()));
        made.holes().forEach(hole -> emptied.subSet(hole.start(), hole.end()).clear());
        made.holes().stream()
            .filter(hole -> !hole.uncomputable())
            .forEach(hole -> lost.add(hole.start(), hole.end()));
        next = made.rest();
      }
    }
    forget(summary, List.copyOf(emptied), asOf, retention);
    long length = Windows.millis(summary);
    standing.forEach(start -> lost.remove(start, start + length));
    lost.remove(Long.MIN_VALUE, rule.keptFrom(summary, now));
    List<TimeRanges.Range> lasts = lost.ranges(true);
    if (!lasts.isEmpty() && lasts.get(0).end() > progress.lostUntilMillis()) {
      long lostUntil = lasts.get(0).end();
      Futures.await(
          summaries().recordLost(summary, partition, lostUntil, asOf, retention, deadline()));
    }
    Futures.await(
        summaries()
            .advance(summary, partition, Math.max(from, until), asOf, retention, deadline()));
    return stored;
  }

  /**
   * Returns the windows to make: those that no sweep has processed and that are not stored, and the
   * stale ones. A stale summary remains stored if its window cannot be made again.
   */
  private TimeRanges due(
      Series summary,
      SummaryProgress progress,
      long first,
      long from,
      long until,
      long asOf,
      Set<Long> standing) {
    TimeRanges due = new TimeRanges();
    due.add(from, until);
    long length = Windows.millis(summary);
    Optional<SeriesRead> next =
        Optional.of(read(summary, progress.stale() ? first : from, Math.max(from, until) - 1));
    while (next.isPresent() && next.get().fromMillis() <= next.get().toMillis()) {
      SeriesRead read = next.get();
      Rows<StoredSummary> page = Futures.await(summaries().read(read, deadline()));
      for (StoredSummary window : page.rows()) {
        long start = window.startMillis();
        if (!Windows.isStart(summary, start)) {
          continue;
        }
        switch (WindowRule.found(window, Long.MIN_VALUE, asOf)) {
          case HOLDS, UNCOMPUTABLE, LATE -> due.remove(start, start + length);
          default -> {
            due.add(start, start + length);
            if (window.value().isPresent()) {
              standing.add(start);
            }
          }
        }
      }
      next =
          page.more()
              ? Parts.rest(read, page.rows().get(page.rows().size() - 1).startMillis() + 1)
              : Optional.empty();
    }
    return due;
  }

  private Stored store(
      Series summary, Parts made, long asOf, Retention retention, Set<Long> standing) {
    List<SummaryWrite.Made> windows =
        made.parts().stream()
            .map(part -> new SummaryWrite.Made(part.point().stored(), part.points()))
            .toList();
    List<Long> uncomputable =
        made.holes().stream().filter(Hole::uncomputable).map(Hole::start).toList();
    for (long start : uncomputable) {
      LOG.warn(
          "the window of {} that starts at {} is passed over: its sums do not fit in 64 bits, or its"
              + " histogram is too large; correct its points",
          summary,
          Instant.ofEpochMilli(start));
    }
    if (!windows.isEmpty() || !uncomputable.isEmpty()) {
      Futures.await(
          summaries()
              .store(
                  new SummaryWrite(summary, windows, uncomputable, List.of(), asOf, retention),
                  deadline()));
    }
    long replaced =
        made.parts().stream().filter(part -> standing.contains(part.timeMillis())).count();
    storedFirst.accept(windows.size() - replaced);
    storedAgain.accept(replaced);
    passedOver.accept(uncomputable.size());
    return new Stored(windows.size(), uncomputable.size());
  }

  /** Deletes stale summaries whose points are all gone, as those of a deleted test are. */
  private void forget(Series summary, List<Long> emptied, long asOf, Retention retention) {
    for (int i = 0; i < emptied.size(); i += PAGE) {
      List<Long> some = emptied.subList(i, Math.min(emptied.size(), i + PAGE));
      Futures.await(
          summaries()
              .store(
                  new SummaryWrite(summary, List.of(), List.of(), some, asOf, retention),
                  deadline()));
    }
  }

  private SeriesRead read(Series summary, long first, long last) {
    return new SeriesRead(summary, first, last, false, PAGE, Optional.of(store.completeLevel()));
  }

  private SummaryStore summaries() {
    return store.summaries();
  }

  private Deadline deadline() {
    return Deadline.after(timeout);
  }
}

package net.es.esmond.storage.internal.summary;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.AsyncLoop;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.TimeSeriesStore;

/**
 * Reads pages of base points and of summaries. A summary is taken as stored if it is valid, and is
 * otherwise made from its parts, which are read in the same way.
 */
public final class SummaryPageReader {
  /**
   * Number of parts that are fetched at a time to make summaries. A histogram has some kilobytes.
   */
  private static final int SOURCE_PAGE = 2_000;

  private final TimeSeriesStore store;
  private final RetentionPolicies policies;
  private final Clock clock;

  /**
   * Creates a reader.
   *
   * @param store the store of points and summaries
   * @param policies how long points and summaries are kept
   * @param clock the archive's clock
   */
  public SummaryPageReader(TimeSeriesStore store, RetentionPolicies policies, Clock clock) {
    this.store = store;
    this.policies = policies;
    this.clock = clock;
  }

  /** Returns the rule for windows of an event type's summaries. */
  public WindowRule rule(Metadata metadata, EventType eventType) {
    return new WindowRule(
        policies, WindowRule.kept(metadata.key(), metadata.eventTypes(), eventType));
  }

  /** Reads parts of a series. A summary is in the range if its window starts there. */
  public CompletionStage<Parts> read(SeriesRead read, WindowRule rule, Deadline deadline) {
    if (read.series().summaryType() == SummaryType.BASE) {
      return store.read(read, deadline).thenApply(page -> Parts.of(read, page));
    }
    if (read.fromMillis() > read.toMillis()) {
      return completedFuture(Parts.NONE);
    }
    if (read.series().windowSeconds() == 0) {
      return make(read, rule, deadline);
    }
    return cut(read, rule.kept(), deadline)
        .thenCompose(bounded -> readPartitions(bounded, rule, deadline));
  }

  /** Reads partitions until a page is full: two at first, and twice as many each time. */
  private CompletionStage<Parts> readPartitions(
      SeriesRead read, WindowRule rule, Deadline deadline) {
    List<Part> parts = new ArrayList<>();
    List<Hole> holes = new ArrayList<>();
    AtomicReference<Optional<SeriesRead>> next = new AtomicReference<>(Optional.of(read));
    AtomicInteger width = new AtomicInteger(1);
    return AsyncLoop.whileTrue(
            () -> {
              SeriesRead left = Objects.requireNonNull(next.get()).orElseThrow();
              SeriesRead some =
                  Reads.of(
                      Reads.partitions(left, width.updateAndGet(last -> 2 * last)),
                      left.series(),
                      read.limit() - parts.size());
              return new WindowReading(store, this, some, rule, deadline)
                  .parts()
                  .thenApply(
                      found -> {
                        parts.addAll(found.parts());
                        holes.addAll(found.holes());
                        next.set(rest(left, some, found.rest()));
                        return found.rest().isEmpty()
                            && Objects.requireNonNull(next.get()).isPresent()
                            && !Part.fill(parts, read.limit())
                            && deadline.remaining().compareTo(deadline.budget().dividedBy(2)) > 0;
                      });
            })
        .thenApply(done -> new Parts(parts, holes, Objects.requireNonNull(next.get())));
  }

  private static Optional<SeriesRead> rest(
      SeriesRead of, SeriesRead some, Optional<SeriesRead> unread) {
    return of.newestFirst()
        ? Parts.rest(of, unread.map(SeriesRead::toMillis).orElse(some.fromMillis() - 1))
        : Parts.rest(of, unread.map(SeriesRead::fromMillis).orElse(some.toMillis() + 1));
  }

  /** Makes summaries from their parts, whether or not they are stored. */
  CompletionStage<Parts> make(SeriesRead windows, WindowRule rule, Deadline deadline) {
    Instant by = readBy(deadline);
    return outlived(windows, rule, by, deadline)
        .thenCompose(
            outlived -> {
              WindowRule.Leading some = rule.leading(windows, by, outlived);
              return make(some, rule, deadline)
                  .thenApply(
                      made ->
                          made.rest().isPresent()
                              ? new Parts(
                                  made.parts(),
                                  made.holes(),
                                  rest(windows, some.windows(), made.rest()))
                              : new Parts(made.parts(), made.holes(), some.rest()));
            });
  }

  /** Returns the time by which everything is read that a call reads before its deadline. */
  public Instant readBy(Deadline deadline) {
    return clock
        .instant()
        .plus(deadline.remaining())
        .plus(AllowedLateness.MAX_CLOCK_ERROR.multipliedBy(2));
  }

  private CompletionStage<Parts> make(WindowRule.Leading some, WindowRule rule, Deadline deadline) {
    SeriesRead windows = some.windows();
    if (windows.fromMillis() > windows.toMillis()) {
      return completedFuture(Parts.NONE);
    }
    if (some.source().isEmpty()) {
      long end = windows.toMillis() + Windows.millis(windows.series());
      Hole hole = new Hole(windows.fromMillis(), end, false);
      return completedFuture(new Parts(List.of(), List.of(hole), Optional.empty()));
    }
    return new WindowBuilder(
            windows,
            Reads.of(windows, some.source().get(), SOURCE_PAGE),
            from -> read(from, rule, deadline))
        .parts(deadline);
  }

  /**
   * Finds the newest base point that was written under a longer retention than today's, if that can
   * matter to the windows.
   */
  private CompletionStage<Long> outlived(
      SeriesRead windows, WindowRule rule, Instant by, Deadline deadline) {
    Series base = Series.base(windows.series().metadataKey(), windows.series().eventType());
    long until = rule.keptFrom(base, clock.instant().minus(WindowRule.OUTLIVED));
    if (windows.fromMillis() >= rule.keptFrom(base, by) || windows.fromMillis() >= until) {
      return completedFuture(Long.MIN_VALUE);
    }
    return store
        .read(
            new SeriesRead(base, windows.fromMillis(), until - 1, true, 1, windows.level()),
            deadline)
        .thenApply(
            page -> page.rows().isEmpty() ? Long.MIN_VALUE : page.rows().get(0).timeMillis());
  }

  /** Limits a read to the partitions that exist of the event type. */
  public CompletionStage<SeriesRead> cut(SeriesRead read, List<Series> kept, Deadline deadline) {
    Series summary = read.series();
    Series base = Series.base(summary.metadataKey(), summary.eventType());
    if (Partition.inFew(base, read.fromMillis(), read.toMillis())) {
      return completedFuture(read);
    }
    CompletionStage<List<Partition>> partitions = store.partitions(base, read.level(), deadline);
    for (Series each : kept) {
      partitions =
          partitions.thenCombine(
              store.partitions(each, read.level(), deadline),
              (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
    }
    return partitions.thenApply(all -> cut(read, all));
  }

  private static SeriesRead cut(SeriesRead read, List<Partition> partitions) {
    if (partitions.isEmpty()) {
      return read.between(0, -1);
    }
    long first = partitions.stream().mapToLong(Partition::startMillis).min().orElseThrow();
    long last = partitions.stream().mapToLong(Partition::endMillis).max().orElseThrow();
    return read.between(
        Math.max(read.fromMillis(), Windows.start(read.series(), first)),
        Math.min(read.toMillis(), last - 1));
  }
}

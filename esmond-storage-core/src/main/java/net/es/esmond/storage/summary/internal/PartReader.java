package net.es.esmond.storage.summary.internal;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.summary.Summaries;

/**
 * Reads base points, and summaries: stored ones where they hold, the others made from what they
 * consist of, which is read in the same way.
 */
public final class PartReader {
  /** Parts that a summary is made from, fetched at a time; histograms are kilobytes each. */
  private static final int SOURCE_PAGE = 2_000;

  /** Longer ranges are first cut to the partitions that exist. */
  private static final long CUT_FROM_MILLIS = Duration.ofDays(62).toMillis();

  private final TimeSeriesStore store;
  private final RetentionPolicies policies;
  private final Clock clock;

  /**
   * Reads from a store.
   *
   * @param store holds points and summaries
   * @param policies how long base points are kept
   * @param clock tells the time
   */
  public PartReader(TimeSeriesStore store, RetentionPolicies policies, Clock clock) {
    this.store = store;
    this.policies = policies;
    this.clock = clock;
  }

  /** Reads parts of a series; of a summary those whose windows start in the range. */
  CompletionStage<Parts> read(SeriesRead read, List<Series> kept, Deadline deadline) {
    if (read.series().summaryType() == SummaryType.BASE) {
      return store.read(read, deadline).thenApply(page -> Parts.of(read, page));
    }
    return cut(read, kept, deadline)
        .thenCompose(bounded -> new WindowReading(store, this, bounded, kept, deadline).parts());
  }

  /** Makes summaries from what they consist of, whatever is stored of them. */
  CompletionStage<Parts> make(SeriesRead windows, List<Series> kept, Deadline deadline) {
    Series source = Summaries.source(windows.series(), kept);
    return new WindowMaking(
            windows, Reads.of(windows, source, SOURCE_PAGE), from -> read(from, kept, deadline))
        .parts(deadline);
  }

  /**
   * Start of what is kept of the base points of a summary; windows from before are never remade.
   */
  long baseFromMillis(Series summary) {
    Instant from =
        policies
            .of(Series.base(summary.metadataKey(), summary.eventType()))
            .orElse(Retention.FOREVER)
            .keptFrom(clock.instant());
    return from.equals(Instant.MIN) ? Long.MIN_VALUE : from.toEpochMilli();
  }

  private CompletionStage<SeriesRead> cut(SeriesRead read, List<Series> kept, Deadline deadline) {
    long length = read.toMillis() - read.fromMillis();
    if (length >= 0 && length < CUT_FROM_MILLIS) {
      return completedFuture(read);
    }
    Series summary = read.series();
    Series base = Series.base(summary.metadataKey(), summary.eventType());
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
      return Reads.between(read, 0, -1);
    }
    long first = partitions.stream().mapToLong(Partition::startMillis).min().orElseThrow();
    long last = partitions.stream().mapToLong(Partition::endMillis).max().orElseThrow();
    return Reads.between(
        read,
        Math.max(read.fromMillis(), Windows.start(read.series(), first)),
        Math.min(read.toMillis(), last - 1));
  }
}

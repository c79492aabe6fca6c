package net.es.esmond.storage.internal.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.cluster.ClockStatus;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.coordination.LeasedRun;
import net.es.esmond.storage.internal.coordination.LeasedRuns;
import net.es.esmond.storage.internal.summary.MadeSummaries;
import net.es.esmond.storage.internal.time.StorageClock;
import net.es.esmond.storage.metadata.Deletion;
import net.es.esmond.storage.metadata.DeletionReport;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.progress.LongWork;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.TimeSeriesStore;

/**
 * Deletes the data of deleted tests, as the second phase of their deletion, once nobody can be
 * writing to them any more. Deleting twice does no harm, so a failure leaves a test to the next
 * run. Blocks.
 */
public final class DataDeletion {
  private static final int PAGE = 100;

  /**
   * Largest tolerated difference between the times of an instance that registered a test again and
   * of another that wrote to it.
   */
  private static final Duration MAX_CLOCK_ERROR = ClockStatus.TOLERANCE.multipliedBy(2);

  /** Time in which the points of a partition are cleared once their windows are marked. */
  private static final Duration CLEARING = Duration.ofMinutes(10);

  private final TimeSeriesStore store;
  private final MetadataStore metadata;
  private final Duration timeout;
  private final LeasedRuns runs;
  private final MadeSummaries summaries;
  private final StorageClock clock;

  /**
   * Creates the runs.
   *
   * @param store the store of the data
   * @param metadata the store that lists deleted tests
   * @param runs begins a run in one instance at a time
   * @param timeout deadline of each request
   * @param summaries the summaries that this archive made
   * @param clock knows whether the time is known
   */
  public DataDeletion(
      TimeSeriesStore store,
      MetadataStore metadata,
      LeasedRuns runs,
      Duration timeout,
      MadeSummaries summaries,
      StorageClock clock) {
    this.store = store;
    this.metadata = metadata;
    this.runs = runs;
    this.timeout = timeout;
    this.summaries = summaries;
    this.clock = clock;
  }

  /** Deletes all data that is due. */
  public DeletionReport run() {
    try (LeasedRun run =
        runs.begin(
            LongWork.DELETIONS, "deletions", "deletes the data of deleted tests", clock::problem)) {
      long seen = 0;
      long partitions = 0;
      boolean more = true;
      // A deletion that failed would be listed again, and is left to the next run.
      while (more && run.failures() == 0 && run.goesOn()) {
        List<Deletion> due = Futures.await(metadata.dueDeletions(PAGE, Deadline.after(timeout)));
        more = due.size() == PAGE;
        if (!more) {
          long all = seen + due.size();
          run.total(() -> all);
        }
        Iterator<Deletion> each = due.iterator();
        while (each.hasNext() && run.goesOn()) {
          Deletion deletion = each.next();
          seen++;
          partitions += run.step(deletion.metadataKey(), () -> delete(deletion));
        }
      }
      return new DeletionReport(run.stopped(), seen - run.failures(), partitions, run.failures());
    }
  }

  private long delete(Deletion deletion) {
    String key = deletion.metadataKey();
    Optional<Metadata> again = Futures.await(metadata.find(key, Deadline.after(timeout)));
    if (again.isEmpty() && deletion.registeredAgain()) {
      // Deleted once more since this was listed, which comes due once all who write have noticed.
      return 0;
    }
    long before = micros(deletion.dataBefore().minus(MAX_CLOCK_ERROR));
    long deleted = 0;
    for (EventTypeInfo info : deletion.eventTypes()) {
      Optional<Series> series = series(key, info);
      if (series.isPresent()) {
        deleted += delete(series.get(), again, before);
      }
    }
    Futures.await(metadata.dataDeleted(deletion, Deadline.after(timeout)));
    return deleted;
  }

  private long delete(Series series, Optional<Metadata> again, long before) {
    // The level misses nothing, as a partition missed now would never be deleted.
    List<Partition> partitions =
        Futures.await(
            store.partitions(series, Optional.of(store.completeLevel()), Deadline.after(timeout)));
    for (Partition each : partitions) {
      if (again.isPresent()) {
        clear(again.get(), series, each, before);
      } else {
        Futures.await(store.allPartitions().drop(series, each, before, Deadline.after(timeout)));
      }
    }
    return partitions.size();
  }

  /** Instances that write to a test registered again rely on its partitions in the index. */
  private void clear(Metadata test, Series series, Partition partition, long before) {
    Deadline cleared = Deadline.after(CLEARING);
    if (series.summaryType() == SummaryType.BASE) {
      summaries.makeAgain(test, series, partition, cleared);
    }
    Duration left = cleared.remaining();
    Deadline deadline = left.compareTo(timeout) < 0 ? cleared : Deadline.after(timeout);
    Futures.await(store.allPartitions().clear(series, partition, before, deadline));
  }

  /**
   * Returns the series of an event type; none for an event type that esmond does not know, which
   * has no data.
   */
  private static Optional<Series> series(String key, EventTypeInfo info) {
    return EventType.find(info.eventType())
        .map(type -> new Series(key, type, info.summaryType(), info.windowSeconds()));
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}

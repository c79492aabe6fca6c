package net.es.esmond.storage.spi;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;

/**
 * A port that stores summaries, and the stale marks that invalidate them. The later write timestamp
 * wins, separately for values and for marks. Safe for use by many threads. Every stage completes by
 * the deadline, with a {@link net.es.esmond.storage.error.StoreException} when the store could not
 * serve; every operation may be repeated.
 */
public interface SummaryStore {

  /**
   * Reads the stored state of windows.
   *
   * @param read which windows, by their starts; up to twice the limit may be returned
   * @param deadline by when
   * @return the windows with a stored state; when more may follow, windows behind the last of these
   *     were not read
   */
  CompletionStage<Rows<StoredSummary>> read(SeriesRead read, Deadline deadline);

  /**
   * Stores summaries: first the values, then how many points they were made from. Deletes the
   * values of windows that have no points any more, as far as they are of the write's time or
   * before.
   *
   * @param write what to store
   * @param deadline by when
   * @return completes once both are acknowledged
   */
  CompletionStage<Void> store(SummaryWrite write, Deadline deadline);

  /**
   * Marks windows stale, and the partitions that they are in.
   *
   * @param mark which windows
   * @param deadline by when
   * @return completes once the marks are acknowledged
   */
  CompletionStage<Void> markStale(StaleMark mark, Deadline deadline);

  /**
   * Reads the progress of storing the summaries of a partition.
   *
   * @param series the series of summaries
   * @param partition one of its partitions
   * @param level consistency level; empty for the configured one
   * @param deadline by when
   * @return {@link SummaryProgress#NONE} when nothing is known
   */
  CompletionStage<SummaryProgress> progress(
      Series series, Partition partition, Optional<ConsistencyLevel> level, Deadline deadline);

  /**
   * Records that windows had lost base points before they were examined.
   *
   * @param series the series of summaries
   * @param partition one of its partitions
   * @param untilMillis {@link SummaryProgress#lostUntilMillis}
   * @param asOfMicros the write timestamp
   * @param retention how long the summaries are kept
   * @param deadline by when
   * @return completes once it is acknowledged
   */
  CompletionStage<Void> recordLost(
      Series series,
      Partition partition,
      long untilMillis,
      long asOfMicros,
      Retention retention,
      Deadline deadline);

  /**
   * Records the progress of storing the summaries of a partition.
   *
   * @param series the series of summaries
   * @param partition one of its partitions
   * @param untilMillis every window that starts before this time was examined, and stored if it had
   *     points
   * @param asOfMicros a time before the base points were read: the write timestamp
   * @param retention how long the summaries are kept
   * @param deadline by when
   * @return completes once it is acknowledged
   */
  CompletionStage<Void> advance(
      Series series,
      Partition partition,
      long untilMillis,
      long asOfMicros,
      Retention retention,
      Deadline deadline);
}

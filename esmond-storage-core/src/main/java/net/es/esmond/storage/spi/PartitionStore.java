package net.es.esmond.storage.spi;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;

/**
 * Port: finds and drops partitions, of whatever series. Safe for use by many threads. Every stage
 * completes by the deadline, with a {@link net.es.esmond.storage.error.StoreException} when the
 * store could not serve; every operation may be repeated.
 */
public interface PartitionStore {
  /** For how long an instance relies on it that a partition it has listed is listed still. */
  Duration LISTED_FOR = Duration.ofHours(1);

  /**
   * Lists the partitions that any series has.
   *
   * @param deadline by when
   * @return each once, in ascending order
   */
  CompletionStage<List<Partition>> partitions(Deadline deadline);

  /**
   * Returns into how many parts the list of a partition's series is divided.
   *
   * @return 1 or more; parts are numbered from 0
   */
  int shards();

  /**
   * Lists series that have a partition, a page at a time.
   *
   * @param partition any partition
   * @param shard which part of the list
   * @param after path of the last series of the page before; empty for the first page
   * @param limit how many paths to return, 1 or more
   * @param deadline by when
   * @return {@linkplain Series#path() paths} in ascending order; fewer than the limit at the end
   */
  CompletionStage<List<String>> paths(
      Partition partition, int shard, String after, int limit, Deadline deadline);

  /**
   * Deletes what a partition holds and everything that is known about it; it stays on the lists,
   * for those who write to it meanwhile.
   *
   * @param series the series
   * @param partition one of its partitions
   * @param timestampMicros write timestamp: what was written later stays
   * @param deadline by when
   * @return completes once that is acknowledged
   */
  CompletionStage<Void> clear(
      Series series, Partition partition, long timestampMicros, Deadline deadline);

  /**
   * Deletes a partition with everything that is known about it, and then takes it off the lists.
   * Instances list a partition they write to no more often than once in {@link #LISTED_FOR}: nobody
   * may have written to the series for that long, or points that are written next may not be found.
   *
   * @param series the series
   * @param partition one of its partitions
   * @param timestampMicros write timestamp: what was written later stays
   * @param deadline by when
   * @return completes once that is acknowledged
   */
  CompletionStage<Void> drop(
      Series series, Partition partition, long timestampMicros, Deadline deadline);
}

package net.es.esmond.storage.spi;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;

/**
 * A port that lists and drops the partitions of all series. Safe for use by many threads. Every
 * stage completes by the deadline, with a {@link net.es.esmond.storage.error.StoreException} when
 * the store could not serve; every operation may be repeated.
 */
public interface PartitionStore {
  /** The period in which an instance writes a partition's index row at most once. */
  Duration LISTED_FOR = Duration.ofHours(1);

  /**
   * Lists the partitions that any series has.
   *
   * @param deadline by when
   * @return each once, in ascending order
   */
  CompletionStage<List<Partition>> partitions(Deadline deadline);

  /**
   * Returns the number of parts that the list of a partition's series is divided into.
   *
   * @return 1 or more; parts are numbered from 0
   */
  int shards();

  /**
   * Lists one page of the series that have a partition in a month.
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
   * Deletes the points, summaries and progress of a partition. The partition stays on the lists,
   * because instances may be writing to it.
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
   * Deletes the points, summaries and progress of a partition, and then removes it from the lists.
   * No instance may have written to the series for {@link #LISTED_FOR}: an instance that has listed
   * a partition lists it again only after that period, and until then its points would not be
   * found.
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

package net.es.esmond.storage.spi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;

/**
 * Port: keeps the points of series. Safe for use by many threads. Every stage completes by the
 * deadline, with a {@link net.es.esmond.storage.error.StoreException} when the store could not
 * serve; every operation may be repeated.
 */
public interface TimeSeriesStore extends AutoCloseable {

  /**
   * Writes points of one series, all with one write timestamp, replacing older values at the same
   * times.
   *
   * @param write what to write
   * @param deadline by when
   * @return completes when every point is acknowledged at the write consistency level
   */
  CompletionStage<Void> write(SeriesWrite write, Deadline deadline);

  /**
   * Writes those points of one series for whose times nothing is stored, each in a transaction with
   * every other such write of the same point. Never to be mixed with {@link #write} in one series.
   *
   * @param write what to write; its write timestamp is not used
   * @param deadline by when
   * @return completes when every point is acknowledged at the write consistency level or found
   *     taken: what is stored at the times that were taken, be it the same value
   */
  CompletionStage<List<StoredPoint>> writeAbsent(SeriesWrite write, Deadline deadline);

  /**
   * Finds what is stored for given times, at a level that misses nothing acknowledged where the
   * configured levels allow that, and at which a point that is found counts as acknowledged.
   *
   * @param series the series
   * @param timesMillis the times, milliseconds since 1970; none twice, any order
   * @param level another level; empty for that one
   * @param deadline by when
   * @return the points at exactly these times, in any order
   */
  CompletionStage<List<StampedPoint>> stored(
      Series series, List<Long> timesMillis, Optional<ConsistencyLevel> level, Deadline deadline);

  /**
   * Reads one page of a series.
   *
   * @param read which points
   * @param deadline by when
   * @return the points in the order asked for; fewer than the limit only when none follow
   */
  CompletionStage<Rows<StoredPoint>> read(SeriesRead read, Deadline deadline);

  /**
   * Lists the partitions of a series that were ever written.
   *
   * @param series the series
   * @param level consistency level; empty for the configured one
   * @param deadline by when
   * @return oldest first
   */
  CompletionStage<List<Partition>> partitions(
      Series series, Optional<ConsistencyLevel> level, Deadline deadline);

  /**
   * Names the level at which a read misses no point that was acknowledged at the configured write
   * level, by any instance.
   *
   * @return the least costly such level
   */
  ConsistencyLevel completeLevel();

  /**
   * Asks a server for its time.
   *
   * @param deadline by when
   * @return the time by the server's clock
   */
  CompletionStage<Instant> serverTime(Deadline deadline);

  /**
   * Returns the summaries that are stored.
   *
   * @return the same object at every call
   */
  SummaryStore summaries();

  /**
   * Returns all partitions, of whatever series.
   *
   * @return the same object at every call
   */
  PartitionStore allPartitions();

  /**
   * Returns the leases that instances on this store take.
   *
   * @return the same object at every call
   */
  Leases leases();

  /**
   * Says how the store can be reached, as far as is known; never waits.
   *
   * @return {@link StoreState#UP} unless a back end knows better
   */
  default StoreState state() {
    return StoreState.UP;
  }

  /**
   * Returns what looks at and changes the replication of this store.
   *
   * @return the same object at every call
   */
  ReplicationPort replication();

  /** Releases everything; idempotent and bounded in time. */
  @Override
  void close();
}

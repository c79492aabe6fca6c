package net.es.esmond.storage.spi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.health.StoreHealth;
import net.es.esmond.storage.internal.async.AsyncLoop;
import net.es.esmond.storage.internal.async.BoundedParallel;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;

/**
 * A port that stores the points of series. Safe for use by many threads. Every stage completes by
 * the deadline, with a {@link net.es.esmond.storage.error.StoreException} when the store could not
 * serve; every operation may be repeated.
 */
public interface TimeSeriesStore extends AutoCloseable {
  /**
   * Number of pages of one {@link #readAll} that are read at a time, unless a store knows better.
   */
  int READ_WIDTH = 16;

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
   * Writes the points of one series whose times have no stored value. Each point is a transaction
   * of its own among all such writes of the point. One series must not mix this method with {@link
   * #write}.
   *
   * @param write what to write; its write timestamp is not used
   * @param deadline by when
   * @return completes when every point is acknowledged at the write consistency level or has a
   *     stored value already; the stage gives those stored points, even if their values are the
   *     same
   */
  CompletionStage<List<StoredPoint>> writeAbsent(SeriesWrite write, Deadline deadline);

  /**
   * Finds the stored points at given times. The lookup asks as many replicas as it takes to miss no
   * acknowledged point (R + W &gt; RF). When these cannot answer soon, it asks at the configured
   * levels and names the times as unverified. A point that it finds counts as acknowledged.
   *
   * @param series the series
   * @param timesMillis the times, milliseconds since 1970; none twice, any order
   * @param level another consistency level; empty for the one described above
   * @param deadline by when
   * @return the points at exactly these times, in any order, and the unverified times
   */
  CompletionStage<PointLookup> stored(
      Series series, List<Long> timesMillis, Optional<ConsistencyLevel> level, Deadline deadline);

  /**
   * Reads one page of a series.
   *
   * @param read which points
   * @param deadline by when
   * @return the points in the order asked for; fewer than the limit only when none follow, or when
   *     they come to {@link Rows#MAX_BYTES}
   */
  CompletionStage<Rows<StoredPoint>> read(SeriesRead read, Deadline deadline);

  /**
   * Reads one page of each of several series, which may share requests; a back end need not
   * override this method, which reads some pages at a time.
   *
   * @param reads which points
   * @param deadline by when
   * @return a page for each read, in the same order, as {@link #read} gives it
   */
  default CompletionStage<List<Rows<StoredPoint>>> readAll(
      List<SeriesRead> reads, Deadline deadline) {
    return BoundedParallel.results(reads, READ_WIDTH, read -> read(read, deadline));
  }

  /**
   * Reads one page of the times of a series' points. Points are counted and skipped by it.
   *
   * @param read which points
   * @param deadline by when
   * @return the times of the points that {@link #read} gives, milliseconds since 1970, as many as
   *     the limit unless none follow; a back end need not override this method, which reads points
   */
  default CompletionStage<Rows<Long>> times(SeriesRead read, Deadline deadline) {
    return read(read, deadline)
        .thenApply(
            page ->
                new Rows<>(
                    page.rows().stream().map(StoredPoint::timeMillis).toList(), page.more()));
  }

  /**
   * Adds up the points of a range. The points may be added up where they are stored; this default
   * reads them.
   *
   * @param range which points; the order does not matter, and the limit is how many points the
   *     default reads at a time
   * @param extremes whether the smallest and the largest number are asked for
   * @param deadline by when
   * @return the totals of all points of the range
   */
  default CompletionStage<Totals> totals(SeriesRead range, boolean extremes, Deadline deadline) {
    AtomicReference<Totals> totals = new AtomicReference<>(Totals.NONE);
    AtomicReference<SeriesRead> rest = new AtomicReference<>(range);
    return AsyncLoop.whileTrue(
            () ->
                read(Objects.requireNonNull(rest.get()), deadline)
                    .thenApply(
                        page -> {
                          page.rows().forEach(p -> totals.updateAndGet(t -> t.plus(Totals.of(p))));
                          rest.updateAndGet(read -> read.after(page.rows()));
                          return page.more();
                        }))
        .thenApply(done -> Objects.requireNonNull(totals.get()));
  }

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
   * Returns the consistency level at which a read misses no point that any instance wrote with an
   * acknowledgement at the configured write level.
   *
   * @return the cheapest such level
   */
  ConsistencyLevel completeLevel();

  /**
   * Says whether a read at ALL is worth an attempt. The method neither waits nor asks a server.
   *
   * @return false when a replica is known to be down
   */
  default boolean everyReplicaUp() {
    return true;
  }

  /**
   * Says whether reads at the configured level may miss what was acknowledged, since servers of
   * another datacenter than the local one answer now. The method neither waits nor asks a server,
   * and is cheap.
   *
   * @return false while the local datacenter serves
   */
  default boolean servedRemotely() {
    return false;
  }

  /**
   * Asks every server that is connected for the time. The archive's time is the median of the
   * answers of all stores.
   *
   * @param deadline by when
   * @return the answers of the servers that answered; may be empty
   */
  CompletionStage<List<ServerTime>> serverTimes(Deadline deadline);

  /**
   * Returns the store of summaries.
   *
   * @return the same object at every call
   */
  SummaryStore summaries();

  /**
   * Returns the store of partitions, of all series.
   *
   * @return the same object at every call
   */
  PartitionStore allPartitions();

  /**
   * Returns the leases by which instances on this store coordinate.
   *
   * @return the same object at every call
   */
  Leases leases();

  /**
   * Returns what is known of the store's health. The method neither waits nor asks a server, and is
   * cheap: it may be called many times a second.
   *
   * @return the health now
   */
  StoreHealth health();

  /**
   * Returns the port that reads and changes the replication of this store.
   *
   * @return the same object at every call
   */
  ReplicationPort replication();

  /** Closes all connections and threads; idempotent and bounded in time. */
  @Override
  void close();
}

package net.es.esmond.storage.spi;

import java.util.List;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;

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
   * Reads one page of a series.
   *
   * @param read which points
   * @param deadline by when
   * @return the points in the order asked for
   */
  CompletionStage<SeriesPage> read(SeriesRead read, Deadline deadline);

  /**
   * Lists the partitions of a series that were ever written.
   *
   * @param series the series
   * @param deadline by when
   * @return oldest first
   */
  CompletionStage<List<Partition>> partitions(Series series, Deadline deadline);

  /** Releases everything; idempotent and bounded in time. */
  @Override
  void close();
}

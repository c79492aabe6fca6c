package net.es.esmond.storage.internal.write;

import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.TimedTasks;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.WriteResult;

/**
 * Writes any number of points of any series, in groups that each have points of one series. A
 * series that cannot be written keeps no other from being tried; the result says what is known of
 * each. Thread-safe.
 *
 * @param writer writes the points of a group
 * @param precision of the times that are stored
 * @param timed runs work at the deadline
 */
public record BulkWrite(Writer writer, ChronoUnit precision, TimedTasks timed) {
  /** Writes points of one series. */
  @FunctionalInterface
  public interface Writer {
    /**
     * Starts to write.
     *
     * @param points no time twice
     * @param deadline the deadline of the whole bulk write
     */
    CompletionStage<WriteResult> write(Series series, List<Point> points, Deadline deadline);
  }

  /**
   * Starts to write. The stage fails when the points cannot be read to their end: with what their
   * iterator threw, or with {@link net.es.esmond.storage.error.ErrorCode#DEADLINE_EXCEEDED}. It
   * also fails when the storage is closed, and with an error that is none of this library's. It is
   * complete when nothing is under way any more.
   *
   * @param points a caller's code
   * @param deadline by when
   * @param reader reads the points, and completes the stage
   * @param progress receives a number of points whose outcome is known now; quick, throws nothing
   */
  public CompletableFuture<WriteResult> start(
      Iterator<SeriesPoint> points, Deadline deadline, Executor reader, LongConsumer progress) {
    BulkRun run =
        new BulkRun(points, new Gatherings(precision), writer, deadline, reader, progress);
    return timed.orElse(run.start(), deadline, run::stop);
  }
}

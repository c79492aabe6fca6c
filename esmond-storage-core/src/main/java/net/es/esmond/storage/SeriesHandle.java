package net.es.esmond.storage;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.CallGate;
import net.es.esmond.storage.internal.async.GatedCall;
import net.es.esmond.storage.internal.write.SeriesWriter;
import net.es.esmond.storage.series.ConflictMode;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.WriteResult;

/**
 * A handle on one event type of a test, for callers that write to it often. {@link Archive#series}
 * returns it. Immutable; safe for use by many threads. Deadlines and the conflict mode are those of
 * the archive that returned the handle.
 *
 * <pre>{@code
 * SeriesHandle throughput = storage.archive().series(test.key(), "throughput");
 * throughput.write(Instant.now(), 9_412_000_000L);
 * }</pre>
 */
public final class SeriesHandle {
  private final CallGate calls;
  private final SeriesWriter writer;
  private final SeriesWriter.Target target;
  private final ConflictMode conflicts;
  private final Duration timeout;

  SeriesHandle(
      CallGate calls,
      SeriesWriter writer,
      SeriesWriter.Target target,
      ConflictMode conflicts,
      Duration timeout) {
    this.calls = calls;
    this.writer = writer;
    this.target = target;
    this.conflicts = conflicts;
    this.timeout = timeout;
  }

  /**
   * Writes one point whose value is an integer; see {@link #write(Point)}.
   *
   * @param time time of the point
   * @param value its value
   */
  public void write(Instant time, long value) {
    write(new Point(time, new IntegerValue(value)));
  }

  /**
   * Writes one point, as {@link Archive#write(String, String, Point)} does.
   *
   * @param point time and value
   */
  public void write(Point point) {
    writing(point).blocking();
  }

  /**
   * {@link #write(Point)} without blocking.
   *
   * @param point time and value
   * @return completes once the point is acknowledged
   */
  public CompletionStage<Void> writeAsync(Point point) {
    return writing(point).async();
  }

  /**
   * Writes points, as {@link Archive#writeAll(String, String, List)} does.
   *
   * @param points in any order
   * @return what became of the points
   */
  public WriteResult writeAll(List<Point> points) {
    return writing(points).blocking();
  }

  /**
   * {@link #writeAll} without blocking.
   *
   * @param points in any order
   * @return completes once it is known what became of every point
   */
  public CompletionStage<WriteResult> writeAllAsync(List<Point> points) {
    return writing(points).async();
  }

  private GatedCall<Void> writing(Point point) {
    return calls.write(
        "SeriesHandle.write",
        timeout,
        deadline -> write(List.of(point), deadline).thenAccept(WriteResult::orThrow));
  }

  private GatedCall<WriteResult> writing(List<Point> points) {
    return calls.write("SeriesHandle.writeAll", timeout, deadline -> write(points, deadline));
  }

  private CompletionStage<WriteResult> write(List<Point> points, Deadline deadline) {
    return points.isEmpty()
        ? completedFuture(WriteResult.NONE)
        : writer.write(target, points, conflicts, deadline);
  }

  /**
   * Moves the time at which the event type was last updated, without writing a point. This is for
   * hosts that store the event type's data elsewhere.
   *
   * @return completes once that is written, or kept to be written, as {@code sql_db_touch_mode}
   *     says, or as {@link Archive#announcingAtOnce} does; with {@link
   *     net.es.esmond.storage.error.ErrorCode#OVERLOADED} when too many wait; where it is written
   *     at once, with {@link net.es.esmond.storage.error.UnknownMetadataException} or {@link
   *     net.es.esmond.storage.error.UnknownSeriesException} when it is not registered
   */
  public CompletionStage<Void> touch() {
    return calls.write("SeriesHandle.touch", timeout, target.lastUpdated()::touch).async();
  }

  /**
   * Returns the path of the series that the handle writes to.
   *
   * @return the path of the series
   */
  @Override
  public String toString() {
    return target.base().toString();
  }
}

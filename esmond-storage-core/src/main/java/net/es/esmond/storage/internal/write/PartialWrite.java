package net.es.esmond.storage.internal.write;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.RefusedSeries;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.WriteResult;
import net.es.esmond.storage.spi.SeriesWrite;

/**
 * Writes those points of a series that a writer accepts. A writer that refuses a point stores none.
 * So the points that have outlived their retention are left out, and the halves of a write that is
 * refused even so are tried, down to single points.
 */
final class PartialWrite {
  private final Function<SeriesWrite, CompletionStage<WriteResult>> writer;

  /**
   * Creates a write.
   *
   * @param writer writes all points or fails with {@link InvalidInputException}
   */
  PartialWrite(Function<SeriesWrite, CompletionStage<WriteResult>> writer) {
    this.writer = writer;
  }

  /** Writes the points. The result names those that were not accepted. */
  CompletionStage<WriteResult> write(SeriesWrite write) {
    return writer
        .apply(write)
        .exceptionallyCompose(
            error ->
                Futures.unwrap(error) instanceof InvalidInputException reason
                    ? writeOthers(write, reason)
                    : CompletableFuture.failedFuture(error));
  }

  private CompletionStage<WriteResult> writeOthers(
      SeriesWrite write, InvalidInputException reason) {
    List<StoredPoint> points = write.points();
    List<StoredPoint> kept =
        points.stream().filter(point -> !write.hasOutlived(point.timeMillis())).toList();
    if (kept.size() < points.size()) {
      WriteResult outlived = refusing(write.series(), points.size() - kept.size(), reason);
      return kept.isEmpty()
          ? completedFuture(outlived)
          : writePart(write, kept).thenApply(outlived::plus);
    }
    if (points.size() == 1) {
      return completedFuture(refusing(write.series(), 1, reason));
    }
    int half = points.size() / 2;
    return writePart(write, points.subList(0, half))
        .thenCombine(writePart(write, points.subList(half, points.size())), WriteResult::plus);
  }

  /** Writes some of the points. What the store does to them does not hide what became of others. */
  private CompletionStage<WriteResult> writePart(SeriesWrite write, List<StoredPoint> points) {
    SeriesWrite part =
        new SeriesWrite(
            write.series(), points, write.timestampMicros(), write.retention(), write.nowMicros());
    return write(part)
        .exceptionallyCompose(
            error ->
                Futures.unwrap(error) instanceof EsmondException reason
                        && reason.code() != ErrorCode.CLOSED
                    ? completedFuture(refusing(write.series(), points.size(), reason))
                    : CompletableFuture.failedFuture(error));
  }

  /** Returns the result for points that were refused. */
  static WriteResult refusing(Series series, int points, EsmondException reason) {
    return WriteResult.refusing(
        new RefusedSeries(
            series.metadataKey(),
            series.eventType().esmondName(),
            reason.code(),
            String.valueOf(reason.getMessage()),
            points));
  }
}

package net.es.esmond.storage.internal.write;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.RefusedSeries;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.WriteResult;
import net.es.esmond.storage.spi.SeriesWrite;

/**
 * Writes those points of a series that a writer accepts. A writer that refuses a point stores none.
 * So the halves of a refused write are tried, down to single points: refusals are rare.
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
                    ? writeHalves(write, reason)
                    : CompletableFuture.failedFuture(error));
  }

  private CompletionStage<WriteResult> writeHalves(
      SeriesWrite write, InvalidInputException reason) {
    int count = write.points().size();
    return count == 1
        ? completedFuture(refusing(write.series(), 1, reason))
        : writePart(write, 0, count / 2)
            .thenCombine(writePart(write, count / 2, count), WriteResult::plus);
  }

  /** Writes some of the points. What the store does to them does not hide what became of others. */
  private CompletionStage<WriteResult> writePart(SeriesWrite write, int from, int to) {
    return write(part(write, from, to))
        .exceptionallyCompose(
            error ->
                Futures.unwrap(error) instanceof EsmondException reason
                        && reason.code() != ErrorCode.CLOSED
                    ? completedFuture(refusing(write.series(), to - from, reason))
                    : CompletableFuture.failedFuture(error));
  }

  private static SeriesWrite part(SeriesWrite write, int from, int to) {
    return new SeriesWrite(
        write.series(),
        write.points().subList(from, to),
        write.timestampMicros(),
        write.retention(),
        write.nowMicros());
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

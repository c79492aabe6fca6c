package net.es.esmond.storage.internal.write;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.RefusedSeries;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.meters.MeterSource;
import net.es.esmond.storage.internal.meters.StorageMeter;
import net.es.esmond.storage.series.WriteResult;

/** Counts what became of the points that callers gave to writes. Thread-safe. */
final class WriteCounts {
  private final LongConsumer written;
  private final LongConsumer unchanged;
  private final LongConsumer conflicting;
  private final LongConsumer refused;
  private final LongConsumer failed;
  private final LongConsumer expired;

  WriteCounts(MeterSource meters) {
    written = meters.counting(StorageMeter.WRITTEN_POINTS, "written");
    unchanged = meters.counting(StorageMeter.WRITTEN_POINTS, "unchanged");
    conflicting = meters.counting(StorageMeter.WRITTEN_POINTS, "conflicting");
    refused = meters.counting(StorageMeter.WRITTEN_POINTS, "refused");
    failed = meters.counting(StorageMeter.WRITTEN_POINTS, "failed");
    expired = meters.counting(StorageMeter.EXPIRED_POINTS);
  }

  /**
   * Counts the points of a write that has ended.
   *
   * @param outlived counts those that have outlived their retention; asked only if points were
   *     refused
   */
  void ended(WriteResult result, LongSupplier outlived) {
    written.accept(result.written());
    unchanged.accept(result.unchanged());
    conflicting.accept(result.conflicting());
    for (RefusedSeries series : result.refused()) {
      notWritten(series.code(), series.count());
    }
    if (result.refusedPoints() > 0) {
      expired.accept(outlived.getAsLong());
    }
  }

  /** Counts the points of a write that has failed. */
  void failed(int points, Throwable failure, LongSupplier outlived) {
    if (Futures.unwrap(failure) instanceof EsmondException e) {
      notWritten(e.code(), points);
      if (e.code() == ErrorCode.INVALID_INPUT) {
        expired.accept(outlived.getAsLong());
      }
    } else {
      failed.accept(points);
    }
  }

  private void notWritten(ErrorCode code, long points) {
    switch (code) {
      case INVALID_INPUT, UNKNOWN_METADATA, UNKNOWN_SERIES -> refused.accept(points);
      default -> failed.accept(points);
    }
  }
}

package net.es.esmond.storage.internal.write;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.read.RepairAwareReads;
import net.es.esmond.storage.series.Conflict;
import net.es.esmond.storage.series.ConflictMode;
import net.es.esmond.storage.series.Form;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.WriteResult;
import net.es.esmond.storage.spi.PointLookup;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.spi.StampedPoint;
import net.es.esmond.storage.spi.TimeSeriesStore;

/** Writes the points of one series that do not conflict with stored points. */
final class ConflictCheck {
  private static final PointLookup NOTHING_FOUND = PointLookup.complete(List.of());

  private final TimeSeriesStore store;
  private final RepairAwareReads complete;
  private final Consumer<Series> mayBeStored;

  /**
   * Creates the check.
   *
   * @param complete reads stored points, also while a repair is due
   * @param mayBeStored receives each series whose points may be stored although their write failed
   */
  ConflictCheck(TimeSeriesStore store, RepairAwareReads complete, Consumer<Series> mayBeStored) {
    this.store = store;
    this.complete = complete;
    this.mayBeStored = mayBeStored;
  }

  CompletionStage<WriteResult> write(SeriesWrite write, ConflictMode mode, Deadline deadline) {
    Series series = write.series();
    List<StoredPoint> points = write.points();
    return switch (mode) {
      case UNCHECKED -> sent(write, NOTHING_FOUND, deadline);
      case STRICT ->
          heard(write, store.writeAbsent(write, deadline))
              .thenApply(found -> compared(series, points, byTime(found), false).result());
      case KEEP, OVERWRITE, ESMOND ->
          stored(series, points, deadline)
              .thenCompose(lookup -> write(write, lookup, mode, deadline));
    };
  }

  private CompletionStage<PointLookup> stored(
      Series series, List<StoredPoint> points, Deadline deadline) {
    List<Long> times = new ArrayList<>(points.size());
    points.forEach(point -> times.add(point.timeMillis()));
    return complete
        .read(Optional.empty(), (level, by) -> store.stored(series, times, level, by), deadline)
        .thenApply(
            answer ->
                answer.possiblyIncomplete()
                    ? new PointLookup(answer.found().found(), Set.copyOf(times))
                    : answer.found());
  }

  private CompletionStage<WriteResult> write(
      SeriesWrite write, PointLookup lookup, ConflictMode mode, Deadline deadline) {
    List<StampedPoint> found = lookup.found();
    if (found.isEmpty()) {
      return sent(write, lookup, deadline);
    }
    if (mode == ConflictMode.OVERWRITE
        || mode == ConflictMode.ESMOND && Form.of(write.series()) == Form.TEXT) {
      return sent(laterThan(found, write), lookup, deadline);
    }
    Map<Long, StoredPoint> before = byTime(found.stream().map(StampedPoint::point).toList());
    Compared compared =
        compared(write.series(), write.points(), before, mode == ConflictMode.ESMOND);
    if (compared.absent().isEmpty()) {
      return completedFuture(compared.present());
    }
    return sent(with(write, compared.absent(), write.timestampMicros()), lookup, deadline)
        .thenApply(compared.present()::plus);
  }

  private CompletionStage<WriteResult> sent(
      SeriesWrite write, PointLookup lookup, Deadline deadline) {
    Set<Long> unverified = lookup.unverified();
    long count =
        unverified.isEmpty()
            ? 0
            : write.points().stream().filter(p -> unverified.contains(p.timeMillis())).count();
    return heard(write, store.write(write, deadline))
        .thenApply(written -> new WriteResult(write.points().size(), 0, List.of(), count));
  }

  /**
   * Returns a write that replaces what is stored, even if the stored write timestamp came from a
   * clock that is ahead.
   */
  private static SeriesWrite laterThan(List<StampedPoint> found, SeriesWrite write) {
    long newest = found.stream().mapToLong(StampedPoint::timestampMicros).max().orElseThrow();
    return with(write, write.points(), Math.max(write.timestampMicros(), newest + 1));
  }

  private static SeriesWrite with(SeriesWrite write, List<StoredPoint> points, long micros) {
    return new SeriesWrite(write.series(), points, micros, write.retention(), write.nowMicros());
  }

  private <T> CompletionStage<T> heard(SeriesWrite write, CompletionStage<T> done) {
    return done.whenComplete(
        (result, failure) -> {
          if (failure != null && !isRefused(write, Futures.unwrap(failure))) {
            mayBeStored.accept(write.series());
          }
        });
  }

  /**
   * Says whether nothing of a write is stored. Of several points a part may be, whatever became of
   * the others; and where a repetition may help, an earlier attempt may have been applied.
   */
  private static boolean isRefused(SeriesWrite write, Throwable failure) {
    return write.points().size() == 1
        && failure instanceof StoreException e
        && !e.code().retryable();
  }

  /**
   * The result of the comparison with stored points.
   *
   * @param absent points that are to be written
   * @param present the result for the other points
   */
  private record Compared(List<StoredPoint> absent, WriteResult present) {
    /** Returns the result for all points, once the absent ones are written. */
    WriteResult result() {
      return present.plus(new WriteResult(absent.size(), 0, List.of()));
    }
  }

  private static Compared compared(
      Series series, List<StoredPoint> points, Map<Long, StoredPoint> stored, boolean refuseEqual) {
    List<StoredPoint> absent = new ArrayList<>(points.size() - stored.size());
    List<Conflict> conflicts = new ArrayList<>();
    long unchanged = 0;
    for (StoredPoint point : points) {
      StoredPoint other = stored.get(point.timeMillis());
      if (other == null) {
        absent.add(point);
      } else if (!refuseEqual && other.equals(point)) {
        unchanged++;
      } else {
        conflicts.add(
            new Conflict(series, Point.of(series, point), Value.of(series, other.value())));
      }
    }
    return new Compared(absent, new WriteResult(0, unchanged, conflicts));
  }

  private static Map<Long, StoredPoint> byTime(List<StoredPoint> points) {
    Map<Long, StoredPoint> byTime = new HashMap<>(2 * points.size());
    points.forEach(point -> byTime.put(point.timeMillis(), point));
    return byTime;
  }
}

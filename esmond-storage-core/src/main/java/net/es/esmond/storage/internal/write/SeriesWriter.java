package net.es.esmond.storage.internal.write;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.internal.async.TimedTasks;
import net.es.esmond.storage.internal.metadata.Announce;
import net.es.esmond.storage.internal.metadata.SeriesRecords;
import net.es.esmond.storage.internal.meters.MeterSource;
import net.es.esmond.storage.internal.read.RepairAwareReads;
import net.es.esmond.storage.internal.summary.LateWrites;
import net.es.esmond.storage.internal.time.StorageClock;
import net.es.esmond.storage.series.ConflictMode;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.WriteResult;
import net.es.esmond.storage.spi.LastUpdated;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.spi.TimeSeriesStore;

/**
 * Writes base points, and moves the event type's last-updated time only after the points are
 * stored.
 */
public final class SeriesWriter {
  private static final Duration UNSURE_TIMEOUT = Duration.ofSeconds(10);

  private final SeriesRecords records;
  private final PointRules rules;
  private final StorageClock clock;
  private final TimedTasks timed;
  private final ConflictCheck conflicts;
  private final LateWrites lateWrites;
  private final OverlapQueue overlaps;
  private final WriteCounts counts;

  public SeriesWriter(
      TimeSeriesStore series,
      SeriesRecords records,
      LateWrites lateWrites,
      RepairAwareReads complete,
      TimedTasks timed,
      StorageClock clock,
      boolean keepMilliseconds,
      MeterSource meters) {
    this.records = records;
    this.lateWrites = lateWrites;
    this.rules = new PointRules(keepMilliseconds);
    this.clock = clock;
    this.timed = timed;
    this.conflicts = new ConflictCheck(series, complete, this::announceUnsure);
    this.overlaps = new OverlapQueue(timed);
    this.counts = new WriteCounts(meters);
  }

  /**
   * An event type to write to.
   *
   * @param base the series of its base points
   * @param lastUpdated the time that each write moves
   * @param earliest the earliest time of a point
   */
  public record Target(Series base, LastUpdated lastUpdated, Instant earliest) {}

  /**
   * Returns an event type to write to, for one write or many. Each write checks whether the event
   * type is registered.
   *
   * @param announce when the last-updated time is written
   * @param earliest the earliest time of a point
   */
  public Target target(
      String metadataKey, EventType eventType, Announce announce, Instant earliest) {
    return new Target(
        Series.base(metadataKey, eventType),
        records.lastUpdated(metadataKey, eventType, announce),
        earliest);
  }

  /** The precision of the times that are stored. */
  public ChronoUnit precision() {
    return rules.precision();
  }

  /**
   * Writes points if no point breaks a rule.
   *
   * @throws InvalidInputException when a point breaks a rule; the stage may fail with it too
   */
  public CompletionStage<WriteResult> write(
      Target target, List<Point> points, ConflictMode mode, Deadline deadline) {
    return counted(
        target,
        points,
        deadline,
        now -> {
          List<StoredPoint> all = rules.check(target.base(), points, target.earliest(), now).all();
          return write(target, all, mode, now, deadline, write -> write(write, mode, deadline));
        });
  }

  /** Writes the points that break no rule. The result names the others. */
  public CompletionStage<WriteResult> writeAccepted(
      Target target, List<Point> points, ConflictMode mode, Deadline deadline) {
    return counted(
        target,
        points,
        deadline,
        now -> {
          Series base = target.base();
          PointRules.Checked checked = rules.check(base, points, target.earliest(), now);
          if (checked.refused() == 0) {
            return writeAccepted(target, checked.accepted(), mode, now, deadline);
          }
          WriteResult refused =
              PartialWrite.refusing(
                  base, checked.refused(), new InvalidInputException(checked.violations()));
          return checked.accepted().isEmpty()
              ? completedFuture(refused)
              : writeAccepted(target, checked.accepted(), mode, now, deadline)
                  .thenApply(refused::plus);
        });
  }

  private CompletionStage<WriteResult> writeAccepted(
      Target target, List<StoredPoint> points, ConflictMode mode, Instant now, Deadline deadline) {
    PartialWrite partial = new PartialWrite(write -> write(write, mode, deadline));
    return write(target, points, mode, now, deadline, partial::write);
  }

  /** Writes points, and counts what becomes of them. */
  private CompletionStage<WriteResult> counted(
      Target target,
      List<Point> points,
      Deadline deadline,
      Function<Instant, CompletionStage<WriteResult>> write) {
    LongSupplier expired = () -> lateWrites.expired(target.base(), points);
    try {
      return whenClockIsReady(deadline, write)
          .whenComplete(
              (result, error) -> {
                if (error == null) {
                  counts.ended(result, expired);
                } else {
                  counts.failed(points.size(), error, expired);
                }
              });
    } catch (RuntimeException | Error e) {
      counts.failed(points.size(), e, expired);
      throw e;
    }
  }

  private CompletionStage<WriteResult> whenClockIsReady(
      Deadline deadline, Function<Instant, CompletionStage<WriteResult>> write) {
    Instant now = clock.instant();
    return clock.ready()
        ? write.apply(now)
        : clock
            .whenReady(timed, deadline.half())
            .thenCompose(ready -> write.apply(clock.instant()));
  }

  private CompletionStage<WriteResult> write(
      Target target,
      List<StoredPoint> stored,
      ConflictMode mode,
      Instant now,
      Deadline deadline,
      Function<SeriesWrite, CompletionStage<WriteResult>> writer) {
    Series base = target.base();
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
    // Drawn before anything is sent, so that the later of two calls wins in any case.
    SeriesWrite write =
        new SeriesWrite(base, stored, clock.nextMicros(micros), lateWrites.retention(base), micros);
    CompletionStage<WriteResult> written =
        mode == ConflictMode.UNCHECKED
            ? writer.apply(write)
            : overlaps.submit(base, stored, deadline, () -> writer.apply(write));
    return written.thenCompose(result -> announced(target, result, deadline));
  }

  private CompletionStage<WriteResult> write(
      SeriesWrite write, ConflictMode mode, Deadline deadline) {
    Series base = write.series();
    return records
        .of(base, deadline)
        .thenCompose(record -> lateWrites.before(record, base, write.points(), deadline))
        .thenCompose(marked -> conflicts.write(write, mode, deadline));
  }

  /**
   * Moves the last-updated time after a write. Unchanged points count too: the write that stored
   * them may have failed before it moved the time.
   */
  private static CompletionStage<WriteResult> announced(
      Target target, WriteResult result, Deadline deadline) {
    return result.written() + result.unchanged() == 0
        ? completedFuture(result)
        : target.lastUpdated().touch(deadline).thenApply(touched -> result);
  }

  /**
   * Moves the last-updated time although the write failed, since its points may be stored. The
   * caller gets the write's error, and no error of this.
   */
  private void announceUnsure(Series series) {
    var unheard =
        records
            .lastUpdated(series.metadataKey(), series.eventType(), Announce.AS_CONFIGURED)
            .touch(Deadline.after(UNSURE_TIMEOUT));
  }
}

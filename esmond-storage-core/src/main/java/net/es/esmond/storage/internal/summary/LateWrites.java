package net.es.esmond.storage.internal.summary;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.Violation;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.spi.StaleMark;
import net.es.esmond.storage.spi.SummaryStore;

/**
 * Checks base points before they are written. It refuses points that could not be summarised any
 * more, and marks the stored summaries that late points make stale. The mark precedes the write and
 * lasts as long as the write may take effect, so it covers every outcome of the write, and a crash.
 */
public final class LateWrites {
  private final SummaryStore summaries;
  private final RetentionPolicies policies;
  private final AllowedLateness lateness;
  private final Clock clock;

  /**
   * Creates the check.
   *
   * @param summaries the store of summaries
   * @param policies how long points are kept
   * @param lateness when windows close
   * @param clock the archive's clock
   */
  public LateWrites(
      SummaryStore summaries, RetentionPolicies policies, AllowedLateness lateness, Clock clock) {
    this.summaries = summaries;
    this.policies = policies;
    this.lateness = lateness;
    this.clock = clock;
  }

  /** Returns how long the points of a series are kept. */
  public Retention retention(Series series) {
    return policies.of(series).orElse(Retention.FOREVER);
  }

  /** Counts the points of a series that have outlived their retention. */
  public long expired(Series series, Collection<Point> points) {
    Retention retention = retention(series);
    Instant now = clock.instant();
    return points.stream()
        .filter(point -> retention.timeToLive(point.time(), now).isEmpty())
        .count();
  }

  /**
   * Checks points and marks the summaries that they fall into.
   *
   * @param metadata the record that the points belong to
   * @param base the points' series
   * @param points the points to be written
   * @param deadline deadline of the write
   * @return a stage that completes when the points may be written
   * @throws InvalidInputException when points are too old
   */
  public CompletionStage<Void> before(
      Metadata metadata, Series base, Collection<StoredPoint> points, Deadline deadline) {
    Instant now = clock.instant();
    Instant reaches = lateness.reaches(now, deadline);
    WindowRule rule =
        new WindowRule(
            policies, WindowRule.kept(metadata.key(), metadata.eventTypes(), base.eventType()));
    refuseExpired(base, points, now);
    List<CompletableFuture<Void>> marks = new ArrayList<>();
    for (Series summary : rule.kept()) {
      Collection<Long> starts = lateWindows(summary, points, reaches);
      starts.removeIf(start -> start < rule.keptFrom(summary, now));
      if (!starts.isEmpty()) {
        refuseUnmakeable(rule, summary, starts, now);
        StaleMark mark =
            new StaleMark(
                summary, List.copyOf(starts), AllowedLateness.micros(reaches), retention(summary));
        marks.add(summaries.markStale(mark, deadline).toCompletableFuture());
      }
    }
    return CompletableFuture.allOf(marks.toArray(CompletableFuture[]::new));
  }

  private void refuseExpired(Series base, Collection<StoredPoint> points, Instant now) {
    Retention retention = retention(base);
    List<Violation> violations = new ArrayList<>();
    for (StoredPoint point : points) {
      Instant time = Instant.ofEpochMilli(point.timeMillis());
      if (retention.timeToLive(time, now).isEmpty()) {
        violations.add(
            new Violation("ts", time.toString(), "must be within the retention, " + retention));
      }
    }
    if (!violations.isEmpty()) {
      throw new InvalidInputException(violations);
    }
  }

  private Collection<Long> lateWindows(
      Series summary, Collection<StoredPoint> points, Instant reaches) {
    TreeSet<Long> starts = new TreeSet<>();
    for (StoredPoint point : points) {
      long start = Windows.start(summary, point.timeMillis());
      if (lateness.late(reaches, start + Windows.millis(summary))) {
        starts.add(start);
      }
    }
    return starts;
  }

  /**
   * Refuses points of windows that cannot be made again. A window that could never be whole, or
   * whose summary has expired, refuses no point.
   */
  private void refuseUnmakeable(
      WindowRule rule, Series summary, Collection<Long> starts, Instant now) {
    Instant by = now.plus(lateness.refusal());
    List<Violation> violations = new ArrayList<>();
    for (long start : starts) {
      if (start >= rule.keptFrom(summary, by)
          && rule.source(summary, start, by, Long.MIN_VALUE).isEmpty()
          && rule.everWhole(summary, lateness)) {
        violations.add(
            new Violation(
                "ts",
                Instant.ofEpochMilli(start).toString(),
                "must be in a window of "
                    + summary
                    + " that can still be made again before its base points expire ("
                    + retention(Series.base(summary.metadataKey(), summary.eventType()))
                    + ")"));
      }
    }
    if (!violations.isEmpty()) {
      throw new InvalidInputException(violations);
    }
  }
}

package net.es.esmond.storage.internal.summary;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.internal.async.AsyncLoop;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.Form;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.StoredSummary;
import net.es.esmond.storage.spi.SummaryWrite;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.summary.ImportedSummaries;

/**
 * Stores summaries that another archive made, of windows whose base points are gone: those that
 * begin before the first base point of the event type, or before the base points' retention. They
 * are marked, and are never made again. Windows of which all base points are here are left to be
 * made from these, and what is stored already stays.
 */
public final class SummaryImport {
  private static final int PAGE = 1_000;
  private static final Duration MAX_AHEAD = Duration.ofDays(1);

  private final TimeSeriesStore store;
  private final RetentionPolicies policies;
  private final AllowedLateness lateness;
  private final Clock clock;

  /**
   * Creates an import.
   *
   * @param store the store of points and summaries
   * @param policies how long points and summaries are kept
   * @param lateness when windows close
   * @param clock the archive's clock
   */
  public SummaryImport(
      TimeSeriesStore store, RetentionPolicies policies, AllowedLateness lateness, Clock clock) {
    this.store = store;
    this.policies = policies;
    this.lateness = lateness;
    this.clock = clock;
  }

  /**
   * Stores what is to be stored of some summaries.
   *
   * @param metadata the record that has the series
   * @param summary a series of summaries
   * @param points starts and values of windows, in any order
   * @throws InvalidInputException when a summary breaks a rule; nothing was stored
   */
  public CompletionStage<ImportedSummaries> store(
      Metadata metadata, Series summary, List<Point> points, Deadline deadline) {
    Instant now = clock.instant();
    points.forEach(point -> check(summary, point, now));
    WindowRule rule =
        new WindowRule(
            policies, WindowRule.kept(metadata.key(), metadata.eventTypes(), summary.eventType()));
    List<Point> kept =
        points.stream()
            .filter(point -> point.time().toEpochMilli() >= rule.keptFrom(summary, now))
            .toList();
    if (kept.isEmpty()) {
      return completedFuture(new ImportedSummaries(0, 0, points.size()));
    }
    return wholeFrom(rule, summary, now, deadline)
        .thenCompose(
            wholeFrom -> {
              List<Point> gone =
                  kept.stream().filter(point -> isGone(summary, point, wholeFrom)).toList();
              return storeGone(rule, summary, gone, now, deadline)
                  .thenApply(
                      stored ->
                          new ImportedSummaries(
                              stored, kept.size() - stored, points.size() - kept.size()));
            });
  }

  private static void check(Series summary, Point point, Instant now) {
    if (summary.summaryType() == SummaryType.BASE || summary.windowSeconds() == 0) {
      throw new InvalidInputException("series", summary, "must be summaries of windows");
    }
    if (!Form.of(summary).includes(point.value().stored())) {
      throw new InvalidInputException("val", point.value(), "must be a value of " + summary);
    }
    Instant earliest = Point.EARLIEST_IMPORTED.minusSeconds(summary.windowSeconds());
    if (point.time().isBefore(earliest) || point.time().isAfter(now.plus(MAX_AHEAD))) {
      throw new InvalidInputException(
          "ts", point.time(), "must be from " + earliest + " to a day after " + now);
    }
  }

  /** Returns the time from which on the archive has, and keeps, base points of an event type. */
  private CompletionStage<Long> wholeFrom(
      WindowRule rule, Series summary, Instant now, Deadline deadline) {
    Series base = Series.base(summary.metadataKey(), summary.eventType());
    // Some time is left to make the windows from base points that are about to expire.
    long keptFrom = rule.keptFrom(base, now.plus(lateness.refusal()).plus(MAX_AHEAD));
    return store
        .read(
            new SeriesRead(
                base,
                Math.max(keptFrom, Point.EARLIEST_IMPORTED.toEpochMilli()),
                Long.MAX_VALUE,
                false,
                1,
                Optional.of(store.completeLevel())),
            deadline)
        .thenApply(
            page ->
                page.rows().isEmpty()
                    ? Long.MAX_VALUE
                    : Math.max(keptFrom, page.rows().get(0).timeMillis()));
  }

  /** Returns whether a window is not, or cannot be, made from base points. */
  private static boolean isGone(Series summary, Point point, long wholeFrom) {
    long start = point.time().toEpochMilli();
    return start < wholeFrom || !Windows.isStart(summary, start);
  }

  /** Stores summaries unless others are stored. Returns how many are stored now. */
  private CompletionStage<Long> storeGone(
      WindowRule rule, Series summary, List<Point> gone, Instant now, Deadline deadline) {
    if (gone.isEmpty()) {
      return completedFuture(0L);
    }
    return standing(summary, gone, deadline)
        .thenCompose(
            standing -> {
              List<SummaryWrite.Made> absent = new ArrayList<>();
              long stored = 0;
              for (Point point : gone) {
                StoredSummary stands = standing.get(point.time().toEpochMilli());
                if (stands == null) {
                  absent.add(new SummaryWrite.Made(point.stored(), StoredSummary.IMPORTED));
                } else if (stands.imported()
                    && stands.value().equals(Optional.of(point.value().stored()))) {
                  stored++;
                }
              }
              long all = stored + absent.size();
              long asOf = AllowedLateness.micros(now);
              return (absent.isEmpty()
                      ? completedFuture(null)
                      : store
                          .summaries()
                          .store(
                              new SummaryWrite(summary, absent, asOf, rule.retention(summary)),
                              deadline))
                  .thenApply(done -> all);
            });
  }

  /** Reads the valid summaries that are stored in the range of some windows. */
  private CompletionStage<Map<Long, StoredSummary>> standing(
      Series summary, List<Point> windows, Deadline deadline) {
    long first = windows.stream().mapToLong(p -> p.time().toEpochMilli()).min().orElseThrow();
    long last = windows.stream().mapToLong(p -> p.time().toEpochMilli()).max().orElseThrow();
    Map<Long, StoredSummary> standing = new HashMap<>();
    AtomicReference<SeriesRead> rest =
        new AtomicReference<>(
            new SeriesRead(summary, first, last, false, PAGE, Optional.of(store.completeLevel())));
    return AsyncLoop.whileTrue(
            () -> {
              SeriesRead read = Objects.requireNonNull(rest.get());
              return store
                  .summaries()
                  .read(read, deadline)
                  .thenApply(
                      page -> {
                        for (StoredSummary window : page.rows()) {
                          if (window.holds()) {
                            standing.put(window.startMillis(), window);
                          }
                        }
                        if (page.more()) {
                          long reached = page.rows().get(page.rows().size() - 1).startMillis() + 1;
                          rest.set(read.between(reached, read.toMillis()));
                        }
                        return page.more();
                      });
            })
        .thenApply(done -> standing);
  }
}

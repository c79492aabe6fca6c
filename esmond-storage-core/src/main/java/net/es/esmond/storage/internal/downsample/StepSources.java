package net.es.esmond.storage.internal.downsample;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.internal.summary.WindowRule;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.SeriesRead;

/**
 * Decides from which series a step is computed: from the base points, while their retention covers
 * the whole step; else from the summaries with the longest windows that make up the step and are
 * kept; else from none. Only summaries that add up count. Immutable; asks no store.
 *
 * @param query the steps
 * @param fromMillis first time asked for, which may cut a step; {@link Long#MIN_VALUE} for none
 * @param toMillis last time asked for, which may cut a step; {@link Long#MAX_VALUE} for none
 * @param rule how long points and summaries are kept
 * @param by time by which everything will have been read
 */
record StepSources(StepQuery query, long fromMillis, long toMillis, WindowRule rule, Instant by) {

  static StepSources of(StepQuery query, WindowRule rule, Instant by) {
    Instant from = query.query().from();
    Instant to = query.query().to();
    return new StepSources(
        query,
        from.isAfter(Point.EARLIEST_IMPORTED) ? firstMilli(from) : Long.MIN_VALUE,
        to.isBefore(Point.LATEST) ? lastMilli(to) : Long.MAX_VALUE,
        rule,
        by);
  }

  private static long firstMilli(Instant from) {
    return from.isAfter(Point.LATEST)
        ? Point.LATEST.toEpochMilli() + 1
        : from.minusNanos(1).toEpochMilli() + 1;
  }

  private static long lastMilli(Instant to) {
    return to.isBefore(Point.EARLIEST_IMPORTED)
        ? Point.EARLIEST_IMPORTED.toEpochMilli() - 1
        : to.toEpochMilli();
  }

  /** Returns the read of all that was asked for. It has no times at which no point can be. */
  SeriesRead read(Optional<ConsistencyLevel> level) {
    return new SeriesRead(
        query.base(),
        Math.max(fromMillis, Point.EARLIEST_IMPORTED.toEpochMilli()),
        Math.min(toMillis, Point.LATEST.toEpochMilli()),
        query.query().newestFirst(),
        query.query().pageSize(),
        level);
  }

  /**
   * Times with the same source. A region begins and ends with a step, or with the read.
   *
   * @param fromMillis first time
   * @param toMillis last time
   * @param source the series to read; empty when nothing covers the steps
   */
  record Region(long fromMillis, long toMillis, Optional<Series> source) {}

  /** Cuts a range into regions, oldest first. */
  List<Region> regions(long from, long to) {
    NavigableSet<Long> starts = new TreeSet<>();
    starts.add(from);
    // The first and the last step may be cut by the times asked for.
    starts.add(query.end(from) + 1);
    starts.add(query.start(to));
    edge(starts, query.base());
    candidates().forEach(summary -> edge(starts, summary));
    List<Region> regions = new ArrayList<>();
    for (long start : starts.subSet(from, true, to, true)) {
      Long next = starts.higher(start);
      long last = next == null || next > to ? to : next - 1;
      regions.add(new Region(start, last, source(start)));
    }
    return regions;
  }

  /** Adds the step in which a retention begins, and the step that follows. */
  private void edge(NavigableSet<Long> starts, Series series) {
    long keptFrom = rule.keptFrom(series, by);
    if (keptFrom > Long.MIN_VALUE) {
      starts.add(query.start(keptFrom));
      starts.add(query.end(keptFrom) + 1);
    }
  }

  /** Returns the source of the step that a time lies in. */
  Optional<Series> source(long timeMillis) {
    long from = Math.max(query.start(timeMillis), fromMillis);
    long to = Math.min(query.end(timeMillis), toMillis);
    if (from >= rule.keptFrom(query.base(), by)) {
      return Optional.of(query.base());
    }
    return candidates().stream()
        .filter(summary -> from >= rule.keptFrom(summary, by))
        .filter(summary -> isMadeOf(from, to, summary.windowSeconds() * 1000))
        .max(Comparator.comparingLong(Series::windowSeconds));
  }

  private static boolean isMadeOf(long from, long to, long windowMillis) {
    return Math.floorMod(from, windowMillis) == 0 && Math.floorMod(to + 1, windowMillis) == 0;
  }

  private List<Series> candidates() {
    return rule.kept().stream()
        .filter(summary -> summary.summaryType() != SummaryType.STATISTICS)
        .toList();
  }
}

package net.es.esmond.storage.internal.summary;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.AsyncLoop;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.StoredSummary;
import net.es.esmond.storage.spi.SummaryProgress;
import net.es.esmond.storage.spi.TimeSeriesStore;

/**
 * Reads one page of summaries: it takes stored ones that are valid, and makes the others. The
 * progress of sweeps is read before the windows. So a window that a sweep stores meanwhile is found
 * stored or is made, and never taken for a window without points.
 */
final class WindowReading {
  private final TimeSeriesStore store;
  private final SummaryPageReader reader;
  private final SeriesRead asked;
  private final SeriesRead read;
  private final Series summary;
  private final long length;
  private final WindowRule rule;
  private final Deadline deadline;
  private final List<Part> parts = new ArrayList<>();
  private final NavigableMap<Long, Part> obsolete = new TreeMap<>();
  private final TreeSet<Long> uncomputable = new TreeSet<>();
  private final TimeRanges lost = new TimeRanges();
  private Optional<SeriesRead> rest = Optional.empty();

  WindowReading(
      TimeSeriesStore store,
      SummaryPageReader reader,
      SeriesRead read,
      WindowRule rule,
      Deadline deadline) {
    this.store = store;
    this.reader = reader;
    this.asked = read;
    this.summary = read.series();
    this.length = Windows.millis(summary);
    this.rule = rule;
    this.deadline = deadline;
    this.read =
        read.between(
            Windows.startFrom(summary, read.fromMillis()), Windows.start(summary, read.toMillis()));
  }

  CompletionStage<Parts> parts() {
    if (asked.fromMillis() > asked.toMillis()) {
      return completedFuture(Parts.NONE);
    }
    NavigableMap<Partition, CompletableFuture<SummaryProgress>> progress = new TreeMap<>();
    for (Partition partition : Partition.between(summary, asked.fromMillis(), asked.toMillis())) {
      progress.put(
          partition,
          store
              .summaries()
              .progress(summary, partition, read.level(), deadline)
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(progress.values().toArray(CompletableFuture[]::new))
        .thenCompose(all -> store.summaries().read(asked, deadline))
        .thenCompose(page -> fill(gaps(page, progress)))
        .thenApply(filled -> page());
  }

  /** Takes stored summaries that are valid, and returns the windows that have to be made. */
  private TimeRanges gaps(
      Rows<StoredSummary> page,
      NavigableMap<Partition, CompletableFuture<SummaryProgress>> progress) {
    long from = read.fromMillis();
    long to = read.toMillis();
    if (page.more()) {
      long last = page.rows().get(page.rows().size() - 1).startMillis();
      from = read.newestFirst() ? Windows.startFrom(summary, last) : from;
      to = read.newestFirst() ? to : Windows.start(summary, last);
      rest = after(last);
    }
    TimeRanges gaps = new TimeRanges();
    gaps.add(from, to + length);
    for (var each : progress.entrySet()) {
      long start = each.getKey().startMillis();
      SummaryProgress found = each.getValue().join();
      gaps.remove(start, found.untilMillis());
      lost.add(Math.max(from, start), Math.min(to + length, found.lostUntilMillis()));
    }
    for (StoredSummary window : page.rows()) {
      Partition partition = Partition.of(summary, window.startMillis());
      CompletableFuture<SummaryProgress> found = progress.get(partition);
      take(window, found == null ? SummaryProgress.NONE : found.join(), gaps);
    }
    return gaps;
  }

  private void take(StoredSummary window, SummaryProgress progress, TimeRanges gaps) {
    long start = window.startMillis();
    WindowRule.Found found = WindowRule.found(window, progress.asOfMicros(), Long.MAX_VALUE);
    if (found == WindowRule.Found.EMPTY) {
      return;
    }
    if (!Windows.isStart(summary, start)) {
      parts.add(part(window, true));
      return;
    }
    lost.remove(start, start + length);
    gaps.remove(start, start + length);
    switch (found) {
      case HOLDS -> parts.add(part(window, window.imported()));
      case UNCOMPUTABLE -> uncomputable.add(start);
      default -> {
        gaps.add(start, start + length);
        if (window.value().isPresent()) {
          obsolete.put(start, part(window, true));
        }
      }
    }
  }

  private Part part(StoredSummary window, boolean isObsolete) {
    Value value = Value.of(summary, window.value().orElseThrow());
    Point point = new Point(Instant.ofEpochMilli(window.startMillis()), value);
    long points = window.imported() ? importedPoints(value) : Math.max(1, window.points());
    return new Part(point, points, isObsolete);
  }

  /** Returns the points that an imported summary stands for, as far as it tells. */
  private static long importedPoints(Value value) {
    return value instanceof Average average ? average.count() : 1;
  }

  /** Makes the missing summaries, in the order asked for, until they fill a page. */
  private CompletionStage<Void> fill(TimeRanges gaps) {
    Iterator<TimeRanges.Range> ranges = gaps.ranges(read.newestFirst()).iterator();
    List<Part> made = new ArrayList<>();
    return AsyncLoop.whileTrue(
            () -> {
              if (!ranges.hasNext()) {
                return completedFuture(false);
              }
              TimeRanges.Range gap = ranges.next();
              SeriesRead windows = read.between(gap.start(), gap.end() - 1);
              return reader
                  .make(windows, rule, deadline)
                  .thenApply(
                      found -> {
                        made.addAll(found.parts());
                        found.holes().forEach(this::take);
                        if (found.rest().isPresent()) {
                          SeriesRead unmade = found.rest().get();
                          rest =
                              Parts.rest(
                                  asked,
                                  read.newestFirst() ? unmade.toMillis() : unmade.fromMillis());
                          return false;
                        }
                        if (Part.fill(made, read.limit()) && ranges.hasNext()) {
                          rest = after(made.get(made.size() - 1).timeMillis());
                          return false;
                        }
                        return true;
                      });
            })
        .thenAccept(done -> parts.addAll(made));
  }

  /** Takes a hole. A stale summary in it is still used, since its window cannot be made again. */
  private void take(Hole hole) {
    if (hole.uncomputable()) {
      uncomputable.add(hole.start());
      return;
    }
    lost.add(hole.start(), hole.end());
    NavigableMap<Long, Part> standing = obsolete.subMap(hole.start(), true, hole.end(), false);
    standing.forEach((start, part) -> lost.remove(start, start + length));
    parts.addAll(standing.values());
  }

  private Parts page() {
    Comparator<Part> order = Comparator.comparing(Part::timeMillis);
    parts.sort(read.newestFirst() ? order.reversed() : order);
    List<Hole> holes = new ArrayList<>();
    lost.ranges(false).forEach(range -> holes.add(new Hole(range.start(), range.end(), false)));
    uncomputable.forEach(start -> holes.add(new Hole(start, start + length, true)));
    Parts page = new Parts(parts, holes, rest).beforeRest();
    if (page.parts().size() <= read.limit()) {
      return page;
    }
    List<Part> some = page.parts().subList(0, read.limit());
    return new Parts(some, holes, after(some.get(some.size() - 1).timeMillis())).beforeRest();
  }

  /** Returns the read of the windows that follow, in the order asked for. */
  private Optional<SeriesRead> after(long start) {
    return Parts.rest(asked, asked.newestFirst() ? start - 1 : start + 1);
  }
}

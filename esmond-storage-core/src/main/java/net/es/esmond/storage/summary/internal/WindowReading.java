package net.es.esmond.storage.summary.internal;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.StoredSummary;
import net.es.esmond.storage.spi.SummaryProgress;
import net.es.esmond.storage.spi.TimeSeriesStore;

/** Reads one page of summaries: what is stored and holds, and makes what is missing between. */
final class WindowReading {
  private final TimeSeriesStore store;
  private final PartReader reader;
  private final SeriesRead read;
  private final Series summary;
  private final List<Series> kept;
  private final Deadline deadline;
  private final List<Part> parts = new ArrayList<>();
  private Optional<SeriesRead> rest = Optional.empty();

  WindowReading(
      TimeSeriesStore store,
      PartReader reader,
      SeriesRead read,
      List<Series> kept,
      Deadline deadline) {
    this.store = store;
    this.reader = reader;
    this.summary = read.series();
    this.kept = kept;
    this.deadline = deadline;
    this.read =
        read.fromMillis() > read.toMillis()
            ? read
            : Reads.between(
                read,
                Windows.startFrom(summary, read.fromMillis()),
                Windows.start(summary, read.toMillis()));
  }

  CompletionStage<Parts> parts() {
    if (read.fromMillis() > read.toMillis()) {
      return completedFuture(Parts.NONE);
    }
    if (summary.windowSeconds() == 0) {
      return reader.make(read, kept, deadline);
    }
    return store
        .summaries()
        .read(read, deadline)
        .thenCompose(this::gaps)
        .thenCompose(this::fill)
        .thenApply(filled -> page());
  }

  /** Takes what holds, and finds the windows that have to be made. */
  private CompletionStage<TimeRanges> gaps(Rows<StoredSummary> page) {
    long from = read.fromMillis();
    long to = read.toMillis();
    if (page.more()) {
      long last = page.rows().get(page.rows().size() - 1).startMillis();
      from = read.newestFirst() ? last : from;
      to = read.newestFirst() ? to : last;
      rest = after(last);
    }
    TimeRanges gaps = new TimeRanges();
    gaps.add(from, to + Windows.millis(summary));
    List<CompletableFuture<Void>> looked = new ArrayList<>();
    List<SummaryProgress> progress = new ArrayList<>();
    List<Partition> partitions = Partition.between(summary, from, to);
    for (Partition partition : partitions) {
      int at = progress.size();
      progress.add(SummaryProgress.NONE);
      looked.add(
          store
              .summaries()
              .progress(summary, partition, read.level(), deadline)
              .thenAccept(found -> progress.set(at, found))
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(looked.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              for (int i = 0; i < partitions.size(); i++) {
                gaps.remove(partitions.get(i).startMillis(), progress.get(i).untilMillis());
              }
              page.rows().forEach(window -> take(window, gaps, partitions, progress));
              return gaps;
            });
  }

  private void take(
      StoredSummary window,
      TimeRanges gaps,
      List<Partition> partitions,
      List<SummaryProgress> progress) {
    long start = window.startMillis();
    long end = start + Windows.millis(summary);
    boolean stands = window.value().isPresent() && start < reader.baseFromMillis(summary);
    if (window.holds() || stands) {
      gaps.remove(start, end);
      Value value = Value.of(summary, window.value().orElseThrow());
      parts.add(
          new Part(new Point(Instant.ofEpochMilli(start), value), Math.max(1, window.points())));
      return;
    }
    int at = partitions.indexOf(Partition.of(summary, start));
    boolean made = window.value().isPresent() || window.points() > 0;
    if (made || window.staleMicros() >= progress.get(at).asOfMicros()) {
      gaps.add(start, end);
    }
  }

  /** Makes what is missing, in the order asked for, until there is a page of it. */
  private CompletionStage<Void> fill(TimeRanges gaps) {
    Iterator<TimeRanges.Range> ranges = gaps.ranges(read.newestFirst()).iterator();
    List<Part> made = new ArrayList<>();
    return AsyncLoop.whileTrue(
            () -> {
              if (!ranges.hasNext()) {
                return completedFuture(false);
              }
              TimeRanges.Range gap = ranges.next();
              SeriesRead windows = Reads.between(read, gap.start(), gap.end() - 1);
              return reader
                  .make(windows, kept, deadline)
                  .thenApply(
                      found -> {
                        made.addAll(found.parts());
                        if (found.rest().isPresent()) {
                          SeriesRead unmade = found.rest().get();
                          rest =
                              Parts.rest(
                                  read,
                                  read.newestFirst() ? unmade.toMillis() : unmade.fromMillis());
                          return false;
                        }
                        if (made.size() >= read.limit() && ranges.hasNext()) {
                          rest = after(made.get(made.size() - 1).timeMillis());
                          return false;
                        }
                        return true;
                      });
            })
        .thenAccept(done -> parts.addAll(made));
  }

  private Parts page() {
    Comparator<Part> order = Comparator.comparing(Part::timeMillis);
    parts.sort(read.newestFirst() ? order.reversed() : order);
    rest.ifPresent(
        unread ->
            parts.removeIf(
                part ->
                    part.timeMillis() >= unread.fromMillis()
                        && part.timeMillis() <= unread.toMillis()));
    if (parts.size() <= read.limit()) {
      return new Parts(parts, rest);
    }
    List<Part> some = parts.subList(0, read.limit());
    return new Parts(some, after(some.get(some.size() - 1).timeMillis()));
  }

  /** The read from the window that follows, in the order asked for. */
  private Optional<SeriesRead> after(long start) {
    return Parts.rest(read, read.newestFirst() ? start - 1 : start + Windows.millis(summary));
  }
}

package net.es.esmond.storage.testkit.chaos.archive;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.MetadataRepository;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.WriteResult;

/** The calls that a client makes, each noted with what was asked and what came back. */
final class ArchiveCalls {
  private static final int RECORDS_A_PAGE = 50;

  private final LoggedCalls calls;
  private final Archive archive;
  private final MetadataRepository metadata;

  ArchiveCalls(EsmondStorage storage, LoggedCalls calls) {
    this.calls = calls;
    this.archive = storage.archive().withTimeout(CallsCheck.DEADLINE);
    this.metadata = storage.metadata().withTimeout(CallsCheck.DEADLINE);
  }

  /** How many calls have not ended. */
  int underWay() {
    return calls.underWay();
  }

  /** Registers a test and then runs something, if that succeeds. */
  void register(int test, Runnable then) {
    calls.make(
        LoggedCalls.Call.of(Kind.REGISTER, Population.test(test).newKey()),
        () -> metadata.registerAsync(Population.test(test)),
        (id, record) -> {
          then.run();
          return Ended.with(id, List.of(), List.of(), 0, true);
        });
  }

  void delete(String key) {
    calls.make(
        LoggedCalls.Call.of(Kind.DELETE, key),
        () -> metadata.deleteAsync(key),
        (id, existed) -> Ended.with(id, List.of(), List.of(), 0, existed));
  }

  void write(Series series, Sample point) {
    calls.make(
        LoggedCalls.Call.writing(Kind.WRITE, series.path(), List.of(point)),
        () ->
            archive.writeAllAsync(
                series.metadataKey(),
                series.eventType().esmondName(),
                List.of(point(series, point))),
        ArchiveCalls::written);
  }

  /** Writes points of several series by one call; it may go anywhere between its lists. */
  void writeAll(List<Series> series, List<Sample> points) {
    List<SeriesPoint> all = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      Series of = series.get(i);
      all.add(new SeriesPoint(of.metadataKey(), of.eventType(), point(of, points.get(i))));
    }
    calls.make(
        LoggedCalls.Call.writing(Kind.BULK, series.get(0).path(), points),
        () -> archive.writeAllAsync(all.stream()),
        ArchiveCalls::written);
  }

  private static Point point(Series series, Sample point) {
    return new Point(
        Instant.ofEpochMilli(point.time()),
        Numbers.value(series.eventType().valueType(), point.number()));
  }

  private static Ended written(long id, WriteResult result) {
    List<Sample> conflicts =
        result.conflicts().stream()
            .map(conflict -> sample(conflict.series(), conflict.refused()))
            .toList();
    List<String> refused =
        result.refused().stream()
            .map(
                one ->
                    "ps:%s:%s %s"
                        .formatted(
                            one.eventType().replace('-', '_'), one.metadataKey(), one.code()))
            .toList();
    return Ended.with(id, conflicts, refused, result.unverified(), true);
  }

  private static Sample sample(Series series, Point point) {
    return new Sample(series.path(), point.time().toEpochMilli(), Numbers.of(point.value()));
  }

  /** Reads all pages of a range of base points. */
  void read(Series series, long from, long to, int pageSize, boolean newestFirst) {
    SeriesQuery query = between(series, from, to).pageSize(pageSize).newestFirst(newestFirst);
    calls.make(
        LoggedCalls.Call.reading(Kind.PAGE, series.path(), from, to),
        () -> pages(query, Deadline.after(CallsCheck.DEADLINE), new ArrayList<>()),
        (id, pages) -> {
          List<Sample> seen = new ArrayList<>();
          pages.forEach(page -> page.points().forEach(p -> seen.add(sample(series, p))));
          if (newestFirst) {
            Collections.reverse(seen);
          }
          boolean complete = pages.stream().noneMatch(Page::possiblyIncomplete);
          return Ended.with(id, seen, List.of(), 0, complete);
        });
  }

  void readSummaries(Series summary, Series base, long from, long to) {
    calls.make(
        LoggedCalls.Call.reading(Kind.SUMMARIES, base.path(), from, to),
        () -> archive.readPageAsync(between(summary, from, to)),
        (id, page) -> Ended.with(id, List.of(), List.of(), 0, true));
  }

  private static SeriesQuery between(Series series, long from, long to) {
    return SeriesQuery.of(series).between(Instant.ofEpochMilli(from), Instant.ofEpochMilli(to));
  }

  private CompletionStage<List<Page>> pages(
      SeriesQuery query, Deadline deadline, List<Page> before) {
    return archive
        .withTimeout(left(deadline))
        .readPageAsync(query)
        .thenCompose(
            page -> {
              before.add(page);
              return page.next().isPresent()
                  ? pages(page.next().get(), deadline, before)
                  : CompletableFuture.completedFuture(before);
            });
  }

  /** What is left of a deadline that several calls share. */
  private static Duration left(Deadline deadline) {
    return deadline.remaining().plusMillis(1);
  }

  /** Searches for all tests of the run. */
  void search() {
    MetadataQuery all =
        MetadataQuery.builder().toolName(Population.TOOL).limit(RECORDS_A_PAGE).build();
    calls.make(
        LoggedCalls.Call.of(Kind.SEARCH, ""),
        () -> found(all, Deadline.after(CallsCheck.DEADLINE), new ArrayList<>()),
        (id, keys) -> Ended.with(id, List.of(), keys, 0, true));
  }

  private CompletionStage<List<String>> found(
      MetadataQuery query, Deadline deadline, List<String> before) {
    return metadata
        .withTimeout(left(deadline))
        .findPageAsync(query)
        .thenCompose(
            page -> {
              page.records().forEach(record -> before.add(record.key()));
              return page.next().isPresent()
                  ? found(page.next().get(), deadline, before)
                  : CompletableFuture.completedFuture(before);
            });
  }
}

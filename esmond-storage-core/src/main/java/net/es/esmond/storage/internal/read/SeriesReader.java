package net.es.esmond.storage.internal.read;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.BoundedParallel;
import net.es.esmond.storage.internal.metadata.SeriesRecords;
import net.es.esmond.storage.internal.meters.MeterSource;
import net.es.esmond.storage.internal.meters.StorageMeter;
import net.es.esmond.storage.internal.summary.SummaryPages;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.spi.TimeSeriesStore;

/** Reads pages of registered series. */
public final class SeriesReader {
  /** Number of pages of one call that are read at a time. */
  private static final int WIDTH = 16;

  private final TimeSeriesStore series;
  private final SeriesRecords records;
  private final SummaryPages summaries;
  private final RepairAwareReads complete;
  private final LongConsumer points;
  private final PageCounter pages;

  public SeriesReader(
      TimeSeriesStore series,
      SeriesRecords records,
      SummaryPages summaries,
      RepairAwareReads complete,
      MeterSource meters) {
    this.series = series;
    this.records = records;
    this.summaries = summaries;
    this.complete = complete;
    this.points = meters.counting(StorageMeter.READ_POINTS);
    this.pages = new PageCounter(meters);
  }

  /** Reads one page. */
  public CompletionStage<Page> read(SeriesQuery query, Deadline deadline) {
    return completely(query, deadline, reader -> reader.page(query))
        .thenApply(
            answer -> {
              Page page = answer.found();
              return answer.possiblyIncomplete()
                  ? new Page(page.points(), page.next(), page.more(), page.missing(), true)
                  : page;
            })
        .thenApply(this::counted);
  }

  private Page counted(Page page) {
    points.accept(page.points().size());
    pages.count(page.possiblyIncomplete());
    return page;
  }

  /** Counts the points between a query's times, whatever its limit and offset. */
  public CompletionStage<Long> count(SeriesQuery query, Deadline deadline) {
    return completely(query, deadline, reader -> reader.count(query))
        .thenApply(RepairAwareReads.Answer::found);
  }

  private <T> CompletionStage<RepairAwareReads.Answer<T>> completely(
      SeriesQuery query, Deadline deadline, Function<PageReader, CompletionStage<T>> work) {
    return records
        .of(query.series(), deadline)
        .thenCompose(
            record ->
                complete.read(
                    query.consistencyLevel(),
                    (level, by) -> work.apply(new PageReader(series, summaries, record, level, by)),
                    deadline));
  }

  /** Reads a page of each query, a bounded number at a time. */
  public CompletionStage<List<Page>> readAll(List<SeriesQuery> queries, Deadline deadline) {
    Page[] pages = new Page[queries.size()];
    List<Integer> positions = IntStream.range(0, pages.length).boxed().toList();
    return BoundedParallel.all(
            positions,
            WIDTH,
            i -> read(queries.get(i), deadline).thenAccept(page -> pages[i] = page))
        .thenApply(done -> List.of(pages));
  }
}

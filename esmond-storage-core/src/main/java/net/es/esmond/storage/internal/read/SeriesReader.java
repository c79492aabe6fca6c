package net.es.esmond.storage.internal.read;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.BoundedParallel;
import net.es.esmond.storage.internal.metadata.SeriesRecords;
import net.es.esmond.storage.internal.meters.MeterSource;
import net.es.esmond.storage.internal.meters.StorageMeter;
import net.es.esmond.storage.internal.summary.SummaryPages;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.spi.SeriesRead;
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
        .thenApply(answer -> counted(answer.found(), answer.possiblyIncomplete()));
  }

  private Page counted(Page found, boolean possiblyIncomplete) {
    Page page =
        possiblyIncomplete
            ? new Page(found.points(), found.next(), found.more(), found.missing(), true)
            : found;
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
    // While a repair is due, each page says for itself whether it may be incomplete.
    Predicate<SeriesQuery> simple =
        complete.maybeIncomplete() ? query -> false : PageReader::isOneRead;
    Map<Boolean, List<SeriesQuery>> parts =
        queries.stream().collect(Collectors.partitioningBy(simple));
    List<SeriesQuery> others = Objects.requireNonNull(parts.get(false));
    return together(Objects.requireNonNull(parts.get(true)), deadline)
        .thenCombine(
            BoundedParallel.results(others, WIDTH, query -> read(query, deadline)),
            (some, rest) -> {
              Iterator<Page> simplePages = some.iterator();
              Iterator<Page> otherPages = rest.iterator();
              return queries.stream()
                  .map(query -> (simple.test(query) ? simplePages : otherPages).next())
                  .toList();
            });
  }

  /** Reads pages that are one read of the store each, which may share requests. */
  private CompletionStage<List<Page>> together(List<SeriesQuery> queries, Deadline deadline) {
    List<SeriesRead> reads =
        queries.stream()
            .map(query -> PageReader.storeRead(query, query.consistencyLevel()))
            .toList();
    return BoundedParallel.all(queries, WIDTH, query -> records.of(query.series(), deadline))
        .thenCompose(registered -> series.readAll(reads, deadline))
        .thenApply(
            rows -> {
              boolean incomplete = complete.maybeIncomplete();
              return IntStream.range(0, reads.size())
                  .mapToObj(i -> counted(PageReader.page(queries.get(i), rows.get(i)), incomplete))
                  .toList();
            });
  }
}

package net.es.esmond.storage.internal.downsample;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.downsample.StepPage;
import net.es.esmond.storage.internal.metadata.SeriesRecords;
import net.es.esmond.storage.internal.read.PageCounter;
import net.es.esmond.storage.internal.read.RepairAwareReads;
import net.es.esmond.storage.internal.summary.SummaryPageReader;
import net.es.esmond.storage.internal.summary.WindowRule;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.TimeSeriesStore;

/**
 * Answers queries of steps.
 *
 * @param store the store of points
 * @param records the records that series belong to
 * @param summaries reads the summaries of what has expired
 * @param complete reads while a repair is due
 * @param pages counts the pages
 */
public record StepPages(
    TimeSeriesStore store,
    SeriesRecords records,
    SummaryPageReader summaries,
    RepairAwareReads complete,
    PageCounter pages) {

  /** Reads one page of steps. */
  public CompletionStage<StepPage> read(StepQuery query, Deadline deadline) {
    return records
        .of(query.base(), deadline)
        .thenCompose(
            record ->
                complete.read(
                    query.query().consistencyLevel(),
                    (level, by) -> page(query, record, level, by),
                    deadline))
        .thenApply(
            answer -> {
              pages.count(answer.possiblyIncomplete());
              return new StepPage(
                  answer.found().steps(), answer.found().next(), answer.possiblyIncomplete());
            });
  }

  private CompletionStage<StepPage> page(
      StepQuery query, Metadata record, Optional<ConsistencyLevel> level, Deadline deadline) {
    WindowRule rule = summaries.rule(record, query.base().eventType());
    StepSources sources = StepSources.of(query, rule, summaries.readBy(deadline));
    SeriesRead read = sources.read(level);
    return summaries
        .cut(read, rule.kept(), deadline)
        .thenCompose(
            cut -> {
              // Windows that begin before the first partition lie in the first step.
              SeriesRead steps =
                  cut.fromMillis() > cut.toMillis()
                      ? cut
                      : cut.between(
                          Math.max(read.fromMillis(), query.start(cut.fromMillis())),
                          Math.min(read.toMillis(), query.end(cut.toMillis())));
              UnitReader units = new UnitReader(query, steps, sources, summaries, store, deadline);
              return new StepPageReader(query, sources, units, deadline).page();
            });
  }
}

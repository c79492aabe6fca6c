package net.es.esmond.storage.internal.retention;

import java.time.Duration;
import net.es.esmond.storage.internal.coordination.LeasedRun;
import net.es.esmond.storage.internal.coordination.LeasedRuns;
import net.es.esmond.storage.internal.meters.MeterSource;
import net.es.esmond.storage.internal.summary.Sweeper;
import net.es.esmond.storage.internal.time.StorageClock;
import net.es.esmond.storage.progress.LongWork;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.retention.RetentionReport;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.TimeSeriesStore;

/**
 * Applies the retention policies to stored data: first to partitions, then to tests without any
 * data left. One instance at a time does so, and the next run completes what this one did not.
 * Blocks.
 */
public final class AppliedRetention {
  private final ExpiredPartitions partitions;
  private final OrphanedMetadata tests;
  private final StorageClock clock;
  private final LeasedRuns runs;

  /**
   * Creates the runs.
   *
   * @param store the store of partitions
   * @param metadata the store of tests
   * @param sweeper stores the summaries of base points before the points are dropped
   * @param policies how long points are kept
   * @param clock the archive's clock
   * @param runs begins a run in one instance at a time
   * @param timeout deadline of each request
   * @param meters count the partitions that are dropped
   */
  public AppliedRetention(
      TimeSeriesStore store,
      MetadataStore metadata,
      Sweeper sweeper,
      RetentionPolicies policies,
      StorageClock clock,
      LeasedRuns runs,
      Duration timeout,
      MeterSource meters) {
    this.partitions = new ExpiredPartitions(store, sweeper, policies, timeout, meters);
    this.tests = new OrphanedMetadata(store, metadata, policies, timeout);
    this.clock = clock;
    this.runs = runs;
  }

  /**
   * Numbers of partitions or tests in a run.
   *
   * @param seen number that were examined
   * @param done number that were dropped or deleted
   */
  record Count(long seen, long done) {}

  /**
   * Drops expired partitions and deletes orphaned tests.
   *
   * @param dryRun whether only to count them
   * @return the counts
   */
  public RetentionReport apply(boolean dryRun) {
    try (LeasedRun run =
        runs.begin(
            LongWork.RETENTION, "retention", "applies the retention policies", clock::problem)) {
      run.total(() -> partitions.count(run) + tests.count());
      Count dropped = partitions.drop(run, clock.instant(), dryRun);
      Count deleted = tests.delete(run, clock.instant(), dryRun);
      return new RetentionReport(
          run.stopped(),
          dropped.seen(),
          dropped.done(),
          deleted.seen(),
          deleted.done(),
          run.failures());
    }
  }
}

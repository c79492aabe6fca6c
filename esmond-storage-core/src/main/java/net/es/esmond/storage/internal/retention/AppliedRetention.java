package net.es.esmond.storage.internal.retention;

import java.time.Clock;
import java.time.Duration;
import net.es.esmond.storage.internal.coordination.LeasedRun;
import net.es.esmond.storage.internal.summary.Sweeper;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.retention.RetentionReport;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.TimeSeriesStore;

/**
 * Applies the retention policies to what is stored: first to partitions, then to the tests that
 * have nothing left. One instance at a time; what was cut off, the next run does. Blocks.
 */
public final class AppliedRetention {
  private final TimeSeriesStore store;
  private final ExpiredPartitions partitions;
  private final OrphanedMetadata tests;
  private final Clock clock;
  private final Duration timeout;
  private final String owner;

  /**
   * Applies policies to stores.
   *
   * @param store holds the partitions
   * @param metadata holds the tests
   * @param sweeper stores the summaries of base points before these are dropped
   * @param policies how long points are kept
   * @param clock tells the time
   * @param owner this instance
   * @param timeout deadline of each request
   */
  public AppliedRetention(
      TimeSeriesStore store,
      MetadataStore metadata,
      Sweeper sweeper,
      RetentionPolicies policies,
      Clock clock,
      String owner,
      Duration timeout) {
    this.store = store;
    this.partitions = new ExpiredPartitions(store, sweeper, policies, timeout);
    this.tests = new OrphanedMetadata(store, metadata, policies, timeout);
    this.clock = clock;
    this.owner = owner;
    this.timeout = timeout;
  }

  /** How many things a run looked at, and how many of these were over and done with. */
  record Count(long seen, long done) {}

  /**
   * Drops and deletes what is over.
   *
   * @param dryRun whether only to count it
   * @return what was done
   */
  public RetentionReport apply(boolean dryRun) {
    try (LeasedRun run =
        new LeasedRun(
            store.leases(), "retention", "applies the retention policies", owner, timeout)) {
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

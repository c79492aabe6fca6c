package net.es.esmond.storage.internal.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.coordination.LeasedRun;
import net.es.esmond.storage.internal.meters.MeterSource;
import net.es.esmond.storage.internal.meters.StorageMeter;
import net.es.esmond.storage.internal.summary.SeriesScan;
import net.es.esmond.storage.internal.summary.Sweeper;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.TimeSeriesStore;

/**
 * Drops partitions whose points are all older than their retention. They were written before the
 * policy became shorter, or their points have expired by themselves. A dropped partition leaves the
 * index, so the next run continues where this one stopped. Nobody writes to such a partition,
 * because points of that age are refused.
 */
final class ExpiredPartitions {
  /** Pause after a drop, which leaves reads their share while tombstones are compacted. */
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final TimeSeriesStore store;
  private final Sweeper sweeper;
  private final RetentionPolicies policies;
  private final Duration timeout;
  private final LongConsumer expired;

  ExpiredPartitions(
      TimeSeriesStore store,
      Sweeper sweeper,
      RetentionPolicies policies,
      Duration timeout,
      MeterSource meters) {
    this.store = store;
    this.sweeper = sweeper;
    this.policies = policies;
    this.timeout = timeout;
    this.expired = meters.counting(StorageMeter.EXPIRED_PARTITIONS);
  }

  /** Counts the partitions of all series. */
  long count(LeasedRun run) {
    return SeriesScan.count(
        store.allPartitions(), partitions(), timeout, series -> true, run::goesOn);
  }

  private List<Partition> partitions() {
    return Futures.await(store.allPartitions().partitions(Deadline.after(timeout)));
  }

  AppliedRetention.Count drop(LeasedRun run, Instant now, boolean dryRun) {
    long seen = 0;
    long dropped = 0;
    for (Partition partition : partitions()) {
      Iterator<Series> each = new SeriesScan(store.allPartitions(), partition, timeout);
      while (run.goesOn() && each.hasNext()) {
        Series series = each.next();
        seen++;
        dropped +=
            run.step(
                series,
                () -> expired(series, partition, now) ? drop(series, partition, now, dryRun) : 0);
      }
    }
    return new AppliedRetention.Count(seen, dropped);
  }

  private boolean expired(Series series, Partition partition, Instant now) {
    Instant keptFrom = policies.of(series).orElse(Retention.FOREVER).keptFrom(now);
    return !Instant.ofEpochMilli(partition.endMillis()).isAfter(keptFrom);
  }

  private long drop(Series series, Partition partition, Instant now, boolean dryRun) {
    if (!dryRun) {
      if (series.summaryType() == SummaryType.BASE) {
        sweeper.storeBeforeDrop(series, partition);
      }
      long timestamp = ChronoUnit.MICROS.between(Instant.EPOCH, now);
      Futures.await(
          store.allPartitions().drop(series, partition, timestamp, Deadline.after(timeout)));
      expired.accept(1);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return 1;
  }
}

package net.es.esmond.storage.internal.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.coordination.LeasedRun;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataPage;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.TimeSeriesStore;

/**
 * Deletes tests whose data has all expired. Their last point has outlived its retention by a grace
 * period, and a read of every series, at a level that misses no point, finds none. A test that
 * never had data stays, since it may be about to get some. A test that keeps any of its series for
 * ever stays too.
 *
 * <p>The deletion removes the record, so that nobody can write any more. Instances that have the
 * record in their cache may still write. Their points are deleted later, as with every deleted
 * test.
 */
final class OrphanedMetadata {
  /** Time that a test stays after its last point has expired. */
  private static final Duration GRACE = Duration.ofDays(30);

  private static final int PAGE = 500;

  private final TimeSeriesStore store;
  private final MetadataStore metadata;
  private final RetentionPolicies policies;
  private final Duration timeout;

  OrphanedMetadata(
      TimeSeriesStore store, MetadataStore metadata, RetentionPolicies policies, Duration timeout) {
    this.store = store;
    this.metadata = metadata;
    this.policies = policies;
    this.timeout = timeout;
  }

  /** Counts all tests. */
  long count() {
    return Futures.await(metadata.count(MetadataQuery.builder().build(), deadline()));
  }

  AppliedRetention.Count delete(LeasedRun run, Instant now, boolean dryRun) {
    long seen = 0;
    long deleted = 0;
    Optional<MetadataQuery> next = Optional.of(MetadataQuery.builder().limit(PAGE).build());
    while (next.isPresent() && run.goesOn()) {
      MetadataPage page = Futures.await(metadata.find(next.get(), deadline()));
      Iterator<Metadata> each = page.records().iterator();
      while (run.goesOn() && each.hasNext()) {
        Metadata test = each.next();
        seen++;
        deleted +=
            run.step(
                test.key(),
                () -> expired(test, now) && empty(test) && delete(test, dryRun) ? 1 : 0);
      }
      next = page.next();
    }
    return new AppliedRetention.Count(seen, deleted);
  }

  /** Returns whether the test had data, and all of it expired more than a grace period ago. */
  private boolean expired(Metadata test, Instant now) {
    Optional<Instant> last =
        test.eventTypes().stream().flatMap(i -> i.timeUpdated().stream()).max(Instant::compareTo);
    return last.isPresent()
        && test.eventTypes().stream()
            .allMatch(info -> last.get().plus(GRACE).isBefore(keptFrom(info, now)));
  }

  /**
   * Returns from when on points are kept; now for an event type that esmond does not know, which
   * has none.
   */
  private Instant keptFrom(EventTypeInfo info, Instant now) {
    return EventType.find(info.eventType())
        .map(
            type ->
                policies
                    .of(type, info.summaryType(), info.windowSeconds())
                    .orElse(Retention.FOREVER)
                    .keptFrom(now))
        .orElse(now);
  }

  private boolean empty(Metadata test) {
    for (Series series : test.series()) {
      SeriesRead newest =
          new SeriesRead(
              series, Long.MIN_VALUE, Long.MAX_VALUE, true, 1, Optional.of(store.completeLevel()));
      if (!Futures.await(store.read(newest, deadline())).rows().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private boolean delete(Metadata test, boolean dryRun) {
    return dryRun || Futures.await(metadata.delete(test.key(), deadline())).isPresent();
  }

  private Deadline deadline() {
    return Deadline.after(timeout);
  }
}

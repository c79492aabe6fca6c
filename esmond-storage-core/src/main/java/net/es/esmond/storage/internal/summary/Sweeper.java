package net.es.esmond.storage.internal.summary;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.coordination.LeasedRun;
import net.es.esmond.storage.internal.coordination.LeasedRuns;
import net.es.esmond.storage.internal.summary.Materialiser.Stored;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.progress.LongWork;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.retention.RetentionPolicy;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.summary.SweepReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the summaries of all series, one series after another, in one instance at a time. A sweep
 * keeps no record of its own progress, because a partition that is complete costs one read. Blocks.
 */
public final class Sweeper {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  /**
   * Order in which the summaries of an event type are stored: smaller windows first, since larger
   * ones are made from them.
   */
  private static final Comparator<Series> ORDER =
      Comparator.comparingLong(Series::windowSeconds)
          .thenComparing(series -> series.summaryType() == SummaryType.STATISTICS);

  private final TimeSeriesStore store;
  private final MetadataStore metadata;
  private final Materialiser materialiser;
  private final Readiness readiness;
  private final RetentionPolicies policies;
  private final AllowedLateness lateness;
  private final Set<Series> warned = ConcurrentHashMap.newKeySet();
  private final Clock clock;
  private final Duration timeout;
  private final LeasedRuns runs;

  /**
   * Creates a sweeper.
   *
   * @param store the store of points and summaries
   * @param metadata the records that name the summaries of each test
   * @param materialiser stores the summaries of one partition
   * @param readiness checks whether summaries may be stored
   * @param policies how long points and summaries are kept
   * @param lateness when windows close
   * @param clock the archive's clock
   * @param runs begins a sweep in one instance at a time
   * @param timeout deadline of each step
   */
  public Sweeper(
      TimeSeriesStore store,
      MetadataStore metadata,
      Materialiser materialiser,
      Readiness readiness,
      RetentionPolicies policies,
      AllowedLateness lateness,
      Clock clock,
      LeasedRuns runs,
      Duration timeout) {
    this.store = store;
    this.metadata = metadata;
    this.materialiser = materialiser;
    this.readiness = readiness;
    this.policies = policies;
    this.lateness = lateness;
    this.clock = clock;
    this.runs = runs;
    this.timeout = timeout;
  }

  /** Stores the summaries of all partitions of base points. */
  public SweepReport sweepAll() {
    return sweep(
        () ->
            Futures.await(store.allPartitions().partitions(Deadline.after(timeout))).stream()
                .filter(Partition::holdsBasePoints)
                .toList());
  }

  /**
   * Stores the summaries of partitions where windows close now, or where base points are about to
   * expire.
   */
  public SweepReport sweepUrgent() {
    return sweep(() -> urgent(clock.instant(), policies));
  }

  static List<Partition> urgent(Instant now, RetentionPolicies policies) {
    Partition current = Partition.ofBasePoints(now.toEpochMilli());
    SortedSet<Partition> urgent = new TreeSet<>(List.of(current.previous(), current));
    for (RetentionPolicy policy : policies.policies()) {
      Instant from = policy.retention().keptFrom(now);
      if (!from.isBefore(Point.EARLIEST_IMPORTED)) {
        Partition expiring = Partition.ofBasePoints(from.toEpochMilli());
        urgent.addAll(List.of(expiring, expiring.next()));
      }
    }
    return List.copyOf(urgent);
  }

  private SweepReport sweep(Supplier<List<Partition>> partitionsOfBase) {
    try (LeasedRun run =
        runs.begin(LongWork.SUMMARIES, "summaries", "stores summaries", readiness::problem)) {
      List<Partition> all = run.goesOn() ? partitionsOfBase.get() : List.of();
      run.total(
          () ->
              SeriesScan.count(store.allPartitions(), all, timeout, Sweeper::isBase, run::goesOn));
      long partitions = 0;
      long windows = 0;
      LongAdder uncomputable = new LongAdder();
      for (Partition partition : all) {
        Iterator<Series> series = new SeriesScan(store.allPartitions(), partition, timeout);
        while (run.goesOn() && series.hasNext()) {
          Series base = series.next();
          if (isBase(base)) {
            partitions++;
            windows +=
                run.step(
                    base,
                    () -> {
                      Stored stored = store(base, partition);
                      uncomputable.add(stored.uncomputable());
                      return stored.windows();
                    });
          }
        }
      }
      return new SweepReport(
          run.stopped(), partitions, windows, uncomputable.sum(), run.failures());
    }
  }

  private static boolean isBase(Series series) {
    return series.summaryType() == SummaryType.BASE;
  }

  /**
   * Stores the summaries of a partition of base points that is about to be dropped.
   *
   * @throws StoreException when the summaries cannot be stored now, so that the partition has to
   *     stay
   */
  public void storeBeforeDrop(Series base, Partition partition) {
    Optional<String> problem = readiness.problem();
    if (problem.isPresent()) {
      throw new StoreException(
          ErrorCode.STORE_UNAVAILABLE,
          StoreException.Store.CASSANDRA,
          "summaries cannot be stored now: " + problem.get(),
          List.of(),
          null);
    }
    store(base, partition);
  }

  /** Stores the summaries that are made from one partition of base points. */
  private Stored store(Series base, Partition partition) {
    Optional<Metadata> record =
        Futures.await(metadata.findCached(base.metadataKey(), Deadline.after(timeout)));
    if (record.isEmpty()) {
      return Stored.NOTHING;
    }
    WindowRule rule =
        new WindowRule(
            policies,
            WindowRule.kept(base.metadataKey(), record.get().eventTypes(), base.eventType()));
    Stored stored = Stored.NOTHING;
    for (Series summary : rule.kept().stream().sorted(ORDER).toList()) {
      if (!rule.everWhole(summary, lateness) && warned.add(kind(summary))) {
        LOG.warn("{} {}; nothing is stored of it", summary, rule.neverWhole(summary));
      }
      long first = Windows.start(summary, partition.startMillis());
      for (Partition of : Partition.between(summary, first, partition.endMillis() - 1)) {
        stored = stored.plus(materialiser.store(summary, rule, of));
      }
    }
    return stored;
  }

  /**
   * Returns the kind of a summary, whichever test it belongs to. One warning is enough for each
   * kind.
   */
  private static Series kind(Series summary) {
    return new Series("any", summary.eventType(), summary.summaryType(), summary.windowSeconds());
  }
}

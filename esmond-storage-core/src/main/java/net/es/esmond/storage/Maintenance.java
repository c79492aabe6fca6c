package net.es.esmond.storage;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.summary.SweepReport;
import net.es.esmond.storage.summary.internal.Materialiser;
import net.es.esmond.storage.summary.internal.Readiness;
import net.es.esmond.storage.summary.internal.Settling;
import net.es.esmond.storage.summary.internal.Sweeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work that an archive needs from time to time. It runs in the background of every instance,
 * each kind of work in one instance at a time, unless the archive was opened without; here it can
 * be run at once. Safe for use by many threads; the methods block, for as long as the work takes.
 *
 * <p>In the background summaries are stored every five minutes where windows settle, and once a day
 * wherever points arrived late. Each request of this work has the deadline {@code
 * cassandra_request_timeout}.
 */
public final class Maintenance {
  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
  private static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final Duration LONG_INTERVAL = Duration.ofDays(1);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Sweeper sweeper;
  private final ScheduledExecutorService background =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "esmond-maintenance");
            thread.setDaemon(true);
            return thread;
          });
  private String reported = "";

  /**
   * How an archive is opened.
   *
   * @param clock tells the time
   * @param timeout deadline of each request
   * @param retention how long points are kept
   * @param settling when the windows of summaries have settled
   * @param repairDue whether replicas may lack what was acknowledged
   */
  record Settings(
      Clock clock,
      Duration timeout,
      RetentionPolicies retention,
      Settling settling,
      BooleanSupplier repairDue) {}

  Maintenance(TimeSeriesStore series, MetadataStore metadata, Settings settings) {
    Clock clock = settings.clock();
    Duration timeout = settings.timeout();
    RetentionPolicies retention = settings.retention();
    sweeper =
        new Sweeper(
            series,
            metadata,
            new Materialiser(series, retention, settings.settling(), clock, timeout),
            new Readiness(series, settings.repairDue(), clock, timeout),
            retention,
            clock,
            timeout);
  }

  /**
   * Stores the summaries of all windows that have settled and are not stored, or were made stale by
   * late points, in all partitions.
   *
   * @return what was done, or why nothing was
   * @throws net.es.esmond.storage.error.StoreException when Cassandra could not serve
   */
  public SweepReport storeSummaries() {
    return sweeper.sweepAll();
  }

  void start() {
    background.scheduleWithFixedDelay(
        () -> run(sweeper::sweepUrgent),
        INTERVAL.toSeconds(),
        INTERVAL.toSeconds(),
        TimeUnit.SECONDS);
    background.scheduleWithFixedDelay(
        () -> run(sweeper::sweepAll),
        LONG_INTERVAL.toSeconds(),
        LONG_INTERVAL.toSeconds(),
        TimeUnit.SECONDS);
  }

  /** A problem is reported when it begins, and not again while it lasts. */
  private void run(java.util.function.Supplier<SweepReport> work) {
    String problem;
    try {
      SweepReport report = work.get();
      LOG.debug("{}", report);
      problem = report.refused().orElse("");
    } catch (EsmondException e) {
      LOG.debug("maintenance failed", e);
      problem = String.valueOf(e.getMessage());
    }
    if (!problem.isEmpty() && !problem.equals(reported)) {
      LOG.warn("summaries are not stored by this instance now: {}", problem);
    }
    reported = problem;
  }

  void close() {
    background.shutdownNow();
    try {
      if (!background.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("maintenance did not end within {}", CLOSE_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package net.es.esmond.storage;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.health.MaintenanceRun;
import net.es.esmond.storage.internal.async.CallGate;
import net.es.esmond.storage.internal.async.PeriodicTask;
import net.es.esmond.storage.internal.async.Threads;
import net.es.esmond.storage.internal.coordination.DailyWork;
import net.es.esmond.storage.internal.coordination.LeasedRuns;
import net.es.esmond.storage.internal.health.MaintenanceLog;
import net.es.esmond.storage.internal.meters.MeterSource;
import net.es.esmond.storage.internal.retention.AppliedRetention;
import net.es.esmond.storage.internal.retention.DataDeletion;
import net.es.esmond.storage.internal.summary.AllowedLateness;
import net.es.esmond.storage.internal.summary.MadeSummaries;
import net.es.esmond.storage.internal.summary.Materialiser;
import net.es.esmond.storage.internal.summary.Readiness;
import net.es.esmond.storage.internal.summary.Sweeper;
import net.es.esmond.storage.internal.time.StorageClock;
import net.es.esmond.storage.metadata.DeletionReport;
import net.es.esmond.storage.progress.ProgressListener;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.retention.RetentionReport;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.summary.SweepReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the periodic work of an archive: storing summaries, applying retention and deleting data. By
 * default the work runs in the background of every instance, each kind in one instance at a time.
 * The methods here run it at once, and block until it is done, or until the storage is closed.
 * Interrupting a caller interrupts its run. Safe for use by many threads.
 *
 * <p>Every five minutes the background work stores the summaries of windows that have closed, and
 * deletes the data of deleted tests. Once a day it stores the summaries that late points made
 * stale, and then applies the retention policies. Cassandra records when that was done last, so
 * instances that restart often do it all the same. Each request has the deadline {@code
 * cassandra_request_timeout}. A {@link ProgressListener} of the host hears how far each run has
 * come, background or not.
 *
 * <p>All work goes by the archive's time, {@link EsmondStorage#clock}. While the servers' clocks
 * differ by more than five seconds, or cannot be asked, nothing is stored, dropped or deleted: the
 * reports of the methods say so.
 */
public final class Maintenance {
  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
  private static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private static final String SUMMARIES = "storing summaries";
  private static final String URGENT_SUMMARIES = "storing summaries of closed windows";
  private static final String DELETION = "deleting the data of deleted tests";
  private static final String RETENTION = "applying retention";

  private final CallGate calls;
  private final MaintenanceLog log;
  private final Sweeper sweeper;
  private final DataDeletion deletion;
  private final AppliedRetention appliedRetention;
  private final DailyWork dailySweep;
  private final DailyWork dailyRetention;
  private final ScheduledExecutorService background =
      Executors.newSingleThreadScheduledExecutor(Threads.named("esmond-maintenance"));

  /** Each thread serves one caller that waits for it. */
  private final ExecutorService onDemand =
      Executors.newCachedThreadPool(Threads.named("esmond-maintenance-on-demand"));

  /**
   * The options that an archive was opened with.
   *
   * @param clock the archive's clock
   * @param owner the name of this instance
   * @param timeout deadline of each request
   * @param retention how long points are kept
   * @param lateness when the windows of summaries close
   * @param repairDue whether replicas may lack what was acknowledged
   * @param progress hears how far the work has come
   * @param meters count windows and partitions
   */
  record Settings(
      StorageClock clock,
      String owner,
      Duration timeout,
      RetentionPolicies retention,
      AllowedLateness lateness,
      BooleanSupplier repairDue,
      ProgressListener progress,
      MeterSource meters) {}

  Maintenance(CallGate calls, TimeSeriesStore series, MetadataStore metadata, Settings settings) {
    this.calls = calls;
    StorageClock clock = settings.clock();
    log = new MaintenanceLog(clock);
    String owner = settings.owner();
    Duration timeout = settings.timeout();
    RetentionPolicies retention = settings.retention();
    LeasedRuns runs =
        new LeasedRuns(
            series.leases(), owner, timeout, work -> calls.report(work, settings.progress()));
    sweeper =
        new Sweeper(
            series,
            metadata,
            new Materialiser(
                series, retention, settings.lateness(), clock, timeout, settings.meters()),
            new Readiness(settings.repairDue(), clock),
            retention,
            settings.lateness(),
            clock,
            runs,
            timeout);
    deletion =
        new DataDeletion(
            series,
            metadata,
            runs,
            timeout,
            new MadeSummaries(series, retention, clock, timeout),
            clock);
    appliedRetention =
        new AppliedRetention(
            series, metadata, sweeper, retention, clock, runs, timeout, settings.meters());
    dailySweep = new DailyWork(series.leases(), "summaries", owner, timeout);
    dailyRetention = new DailyWork(series.leases(), "retention", owner, timeout);
  }

  /**
   * Stores summaries in all partitions: of every window that has closed and is not stored yet, and
   * of every window that late points made stale.
   *
   * @return what was done, or why nothing was
   * @throws net.es.esmond.storage.error.StoreException when Cassandra could not serve
   */
  public SweepReport storeSummaries() {
    return calls.run("Maintenance.storeSummaries", onDemand, this::sweep);
  }

  /**
   * Deletes the data of tests that were deleted at least two hours ago by {@link
   * MetadataRepository#delete}; by then no instance writes to them any more. If such a test was
   * registered again, the data written since then stays.
   *
   * @return what was done, or why nothing was
   * @throws net.es.esmond.storage.error.StoreException when a store could not serve
   */
  public DeletionReport deleteData() {
    return calls.run("Maintenance.deleteData", onDemand, this::delete);
  }

  /**
   * Applies the retention policies to what is stored. Points get their time to live when they are
   * written. This method handles points that were written before a policy became shorter, and the
   * remains of partitions whose points have expired. It drops partitions whose points are all too
   * old and whose summaries are stored. It deletes tests without data whose last data expired more
   * than 30 days ago. Tests that never had data stay. The method may be interrupted and run again
   * at any time.
   *
   * @param dryRun whether only to count what would be dropped and deleted
   * @return what was done, or why nothing was
   * @throws net.es.esmond.storage.error.StoreException when a store could not serve
   */
  public RetentionReport applyRetention(boolean dryRun) {
    return calls.run(
        "Maintenance.applyRetention",
        onDemand,
        dryRun ? () -> appliedRetention.apply(true) : this::applyRetention);
  }

  private SweepReport sweep() {
    return log.run(SUMMARIES, sweeper::sweepAll, Maintenance::kept);
  }

  private SweepReport sweepUrgent() {
    return log.run(URGENT_SUMMARIES, sweeper::sweepUrgent, Maintenance::kept);
  }

  private DeletionReport delete() {
    return log.run(DELETION, deletion::run, Maintenance::failed);
  }

  private RetentionReport applyRetention() {
    return log.run(RETENTION, () -> appliedRetention.apply(false), Maintenance::kept);
  }

  /** Returns the last run of each kind of work in this instance. */
  List<MaintenanceRun> lastRuns() {
    return log.lastRuns();
  }

  void start() {
    every(INTERVAL, new PeriodicTask(DELETION, () -> failed(delete())));
    every(INTERVAL, new PeriodicTask(URGENT_SUMMARIES, () -> kept(sweepUrgent())));
    every(INTERVAL, new PeriodicTask(SUMMARIES, () -> dailySweep.doIfDue(() -> kept(sweep()))));
    every(
        INTERVAL,
        new PeriodicTask(RETENTION, () -> dailyRetention.doIfDue(() -> kept(applyRetention()))));
  }

  private void every(Duration interval, PeriodicTask work) {
    background.scheduleWithFixedDelay(
        work, interval.toSeconds(), interval.toSeconds(), TimeUnit.SECONDS);
  }

  private static Optional<String> kept(SweepReport report) {
    return report.refused().or(() -> failed(report.failures(), "partitions"));
  }

  /** Returns why a run is reported as failed. A run that another instance does is no failure. */
  private static Optional<String> failed(DeletionReport report) {
    return failed(report.failures(), "tests");
  }

  private static Optional<String> kept(RetentionReport report) {
    return report.refused().or(() -> failed(report.failures(), "partitions and tests"));
  }

  private static Optional<String> failed(long failures, String what) {
    return failures == 0
        ? Optional.empty()
        : Optional.of("some " + what + " could not be dealt with; the next run tries again");
  }

  void close() {
    background.shutdownNow();
    onDemand.shutdownNow();
    Deadline end = Deadline.after(CLOSE_TIMEOUT);
    try {
      if (!ended(background, end) || !ended(onDemand, end)) {
        LOG.warn("maintenance did not end within {}", CLOSE_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean ended(ExecutorService threads, Deadline deadline)
      throws InterruptedException {
    return threads.awaitTermination(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
  }
}

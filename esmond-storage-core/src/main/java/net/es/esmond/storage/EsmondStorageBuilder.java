package net.es.esmond.storage;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.internal.Providers;
import net.es.esmond.storage.internal.summary.AllowedLateness;
import net.es.esmond.storage.internal.time.StorageClock;
import net.es.esmond.storage.progress.ProgressListener;
import net.es.esmond.storage.replication.ReplicationOptions;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.ConflictMode;
import net.es.esmond.storage.spi.MetadataProvider;
import net.es.esmond.storage.spi.TimeSeriesProvider;
import org.jspecify.annotations.Nullable;

/**
 * Collects the options of an archive and opens it; {@link EsmondStorage#builder} makes one. Not
 * thread-safe.
 */
public final class EsmondStorageBuilder {
  final EsmondConf conf;
  final Map<Class<?>, Object> services = new HashMap<>();
  private Clock clock = StorageClock.HOST;
  boolean keepMilliseconds;
  ConflictMode conflicts = ConflictMode.KEEP;
  RetentionPolicies retention = RetentionPolicies.NONE;
  AllowedLateness lateness = AllowedLateness.DEFAULT;
  boolean backgroundMaintenance = true;
  private @Nullable TimeSeriesProvider seriesProvider;
  private @Nullable MetadataProvider metadataProvider;
  @Nullable Executor completionExecutor;

  EsmondStorageBuilder(EsmondConf conf) {
    this.conf = Objects.requireNonNull(conf, "conf");
  }

  /**
   * Keeps the milliseconds of points' times. By default times are floored to whole seconds, because
   * esmond's clients page by seconds. All instances of an archive must use the same setting.
   *
   * @return this
   */
  public EsmondStorageBuilder keepMilliseconds() {
    keepMilliseconds = true;
    return this;
  }

  /**
   * Sets what becomes of a point when a value is already stored for its time.
   *
   * @param mode the mode; {@link ConflictMode#KEEP} by default
   * @return this
   */
  public EsmondStorageBuilder conflicts(ConflictMode mode) {
    conflicts = Objects.requireNonNull(mode, "mode");
    return this;
  }

  /**
   * Sets how long points are kept; by default for ever. A point gets its time to live when it is
   * written, counted from the point's own time. A point that is too old to be kept is refused. All
   * instances of an archive must use the same policies.
   *
   * @param policies the policies, for example from a file in the format of {@code
   *     ps_remove_data.conf}
   * @return this
   */
  public EsmondStorageBuilder retention(RetentionPolicies policies) {
    retention = Objects.requireNonNull(policies, "policies");
    return this;
  }

  /**
   * Sets how long points may arrive after the end of their window. The window's summary is stored
   * then; by default after an hour. Until a summary is stored, and after points arrive late, each
   * read computes it from the base points. All instances of an archive must use the same time.
   *
   * @param time a minute to a day
   * @return this
   * @throws net.es.esmond.storage.error.InvalidInputException when the time is out of range
   */
  public EsmondStorageBuilder allowedLateness(Duration time) {
    lateness = new AllowedLateness(time);
    return this;
  }

  /**
   * Sets how the replica count is monitored and changed, and what reads do while a repair is due.
   *
   * @param options instead of {@link ReplicationOptions#defaults}
   * @return this
   */
  public EsmondStorageBuilder replication(ReplicationOptions options) {
    return service(ReplicationOptions.class, options);
  }

  /**
   * Has a listener hear how far the long work of the storage has come: sweeps, retention, deletions
   * and repairs, in the background or by a call. A bulk write takes a listener of its own.
   *
   * @param listener hears a report a second; what it throws or how long it takes harms no work
   * @return this
   */
  public EsmondStorageBuilder progress(ProgressListener listener) {
    return service(ProgressListener.class, listener);
  }

  /**
   * Leaves {@link Maintenance} to the host instead of running it in the background. With retention
   * policies, at least one instance must run maintenance: only stored summaries outlive their base
   * points.
   *
   * @return this
   */
  public EsmondStorageBuilder withoutBackgroundMaintenance() {
    backgroundMaintenance = false;
    return this;
  }

  /**
   * Replaces the clock of the host, for tests. The archive goes by the servers' time, {@link
   * EsmondStorage#clock}: this clock serves until the servers have told theirs, and between two
   * times that they are asked.
   *
   * @param clock the clock
   * @return this
   */
  public EsmondStorageBuilder clock(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /**
   * Offers an object of the host to the back ends, for example a Micrometer {@code MeterRegistry}.
   * An object that no back end asks for is ignored.
   *
   * @param type the type by which back ends ask for it
   * @param service the object
   * @param <T> its type
   * @return this
   */
  public <T> EsmondStorageBuilder service(Class<T> type, T service) {
    services.put(type, Objects.requireNonNull(service, "service"));
    return this;
  }

  /**
   * Completes callers' stages on this executor instead of eight threads of the storage. An executor
   * that starts a virtual thread for each task is suitable. Stages are completed and listeners are
   * called on this executor only.
   *
   * @param executor the host's executor; the storage does not close it
   * @return this
   */
  public EsmondStorageBuilder completionExecutor(Executor executor) {
    completionExecutor = Objects.requireNonNull(executor, "executor");
    return this;
  }

  /**
   * Uses this back end for measurements instead of the one on the class path.
   *
   * @param provider opens the back end
   * @return this
   */
  public EsmondStorageBuilder timeSeries(TimeSeriesProvider provider) {
    seriesProvider = Objects.requireNonNull(provider, "provider");
    return this;
  }

  /**
   * Uses this back end for metadata instead of the one on the class path.
   *
   * @param provider opens the back end
   * @return this
   */
  public EsmondStorageBuilder metadata(MetadataProvider provider) {
    metadataProvider = Objects.requireNonNull(provider, "provider");
    return this;
  }

  /**
   * Opens the archive. It connects to both stores and creates keyspaces and tables that are absent.
   *
   * @return an open storage; close it
   * @throws net.es.esmond.storage.error.EsmondException when a store cannot be opened
   */
  public EsmondStorage open() {
    return new EsmondStorage(StorageParts.open(this));
  }

  /** A clock among the services tells the archive's time by itself: tests simulate it so. */
  StorageClock storageClock() {
    Object simulated = services.get(StorageClock.class);
    return simulated instanceof StorageClock given ? given : new StorageClock(clock);
  }

  TimeSeriesProvider seriesProvider() {
    return seriesProvider != null
        ? seriesProvider
        : Providers.only(TimeSeriesProvider.class, "esmond-storage-cassandra");
  }

  MetadataProvider metadataProvider() {
    return metadataProvider != null
        ? metadataProvider
        : Providers.only(MetadataProvider.class, "esmond-storage-sql");
  }
}

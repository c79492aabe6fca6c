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
  boolean inBackground;
  boolean readOnly;
  boolean withMeasurements = true;
  boolean withMetadata = true;
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
   * <p>A longer policy lengthens no life that was given before, and summaries and down-sampled
   * steps take what it covers to be whole. So until it has been in force for its own length, those
   * of times before the change may lack points that expired under the former one.
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
   * @param time a minute to a day; an hour by default
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
   * Lets {@link #open} return at once, whether or not the stores can be reached. Both connect in
   * the background, for as long as that takes. Calls wait for the store that they need until their
   * deadline; then they fail with {@link net.es.esmond.storage.error.ErrorCode#STORE_UNAVAILABLE}
   * and the reason. A store that refuses, for example the password, fails calls at once, and is
   * tried again all the same. By default opening waits for both stores, {@code
   * cassandra_start_timeout} and {@code sql_db_start_timeout}.
   *
   * @return this
   */
  public EsmondStorageBuilder inBackground() {
    inBackground = true;
    return this;
  }

  /**
   * Opens an archive that is only read. Nothing is created or written in either store, and no
   * maintenance runs, so roles that may only read suffice: {@code SELECT} on the archive's
   * keyspace, on {@code esmond_control}, and on esmond's tables in PostgreSQL. Whatever would write
   * is refused with {@link net.es.esmond.storage.error.ErrorCode#READ_ONLY}, {@link
   * MetadataRepository#changedSince} too. Stores without the archive's tables are refused with
   * {@link net.es.esmond.storage.error.ErrorCode#SCHEMA_ABSENT}.
   *
   * @return this
   */
  public EsmondStorageBuilder readOnly() {
    readOnly = true;
    return this;
  }

  /**
   * Opens measurements without metadata. PostgreSQL is not connected to, and {@link #metadata} is
   * not asked. {@link EsmondStorage#archive} reads and {@link EsmondStorage#replication} works;
   * whatever needs metadata is refused with {@link
   * net.es.esmond.storage.error.ErrorCode#STORE_ABSENT}. Every series can be read, as nobody says
   * which are registered: a series without points is empty. A summary that is not stored is made
   * from base points. Writes are refused with {@link
   * net.es.esmond.storage.error.ErrorCode#READ_ONLY}: only the test's record says which stored
   * summaries a point makes stale, and announces the point.
   *
   * @return this
   */
  public EsmondStorageBuilder onlyMeasurements() {
    withMeasurements = true;
    withMetadata = false;
    return this;
  }

  /**
   * Opens metadata without measurements. Cassandra is not connected to, and {@link #timeSeries} is
   * not asked. {@link EsmondStorage#metadata} and {@link EsmondStorage#access} work; whatever needs
   * measurements is refused with {@link net.es.esmond.storage.error.ErrorCode#STORE_ABSENT}. The
   * last of this method and {@link #onlyMeasurements} counts.
   *
   * @return this
   */
  public EsmondStorageBuilder onlyMetadata() {
    withMeasurements = false;
    withMetadata = true;
    return this;
  }

  /**
   * Replaces the clock of the host, for tests. The archive goes by the servers' time, {@link
   * EsmondStorage#clock}: this clock serves until the servers have told theirs, and between two
   * times that they are asked.
   *
   * @param clock the clock; the host's by default
   * @return this
   */
  public EsmondStorageBuilder clock(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /**
   * Offers an object of the host to the storage and its back ends, for example a Micrometer {@code
   * MeterRegistry} or {@code ObservationRegistry}. An object that nobody asks for is ignored.
   *
   * @param type the type by which the object is asked for
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
   * called on this executor only. The eight threads hand tasks to it: an executor that waits for
   * room, or runs a task on the calling thread, holds up nothing but other tasks.
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
   * Opens the archive. It connects to both stores, creates keyspaces and tables that are absent,
   * and checks that the stores' roles have the privileges that the archive needs.
   *
   * @return an open storage; close it
   * @throws net.es.esmond.storage.error.EsmondException when a store cannot be opened; {@link
   *     net.es.esmond.storage.error.ErrorCode#PERMISSION_DENIED} when a role lacks a privilege,
   *     {@link net.es.esmond.storage.error.ErrorCode#CONF_INVALID} when the class path lacks a
   *     class
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

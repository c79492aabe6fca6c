package net.es.esmond.storage;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import net.es.esmond.storage.cluster.ClockStatus;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.error.InterruptedCallException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.Providers;
import net.es.esmond.storage.internal.async.CallGate;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.metadata.HostLookup;
import net.es.esmond.storage.internal.read.RepairAwareReads;
import net.es.esmond.storage.internal.replication.ReplicationService;
import net.es.esmond.storage.internal.summary.AllowedLateness;
import net.es.esmond.storage.internal.summary.WindowRule;
import net.es.esmond.storage.internal.time.StorageClock;
import net.es.esmond.storage.replication.ReplicationOptions;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.ConflictMode;
import net.es.esmond.storage.spi.MetadataProvider;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.spi.TimeSeriesProvider;
import net.es.esmond.storage.spi.TimeSeriesStore;
import org.jspecify.annotations.Nullable;

/**
 * The storage of an esmond archive: measurements in Cassandra, metadata in PostgreSQL. A process
 * opens one and shares it. All its objects are safe for use by many threads.
 *
 * <pre>{@code
 * try (EsmondStorage storage = EsmondStorage.open(EsmondConf.load())) {
 *   Metadata test = storage.metadata().register(registration);
 *   storage.archive().write(test.key(), "throughput", Instant.now(), 9_412_000_000L);
 * }
 * }</pre>
 */
public final class EsmondStorage implements AutoCloseable {
  private final StorageThreads threads;
  private final StorageClock clock;
  private final CallGate seriesCalls;
  private final CallGate metadataCalls;
  private final HostLookup lookup;
  private final TimeSeriesStore series;
  private final MetadataStore metadataStore;
  private final Archive archive;
  private final MetadataRepository metadata;
  private final AccessRepository access;
  private final Maintenance maintenance;
  private final ReplicationService replication;
  private final ReplicationManager replicationManager;

  private EsmondStorage(Builder builder) {
    EsmondConf conf = builder.conf;
    threads = new StorageThreads(builder.completionExecutor);
    clock = builder.storageClock();
    StoreContext context =
        new StoreContext(
            clock,
            builder.services,
            threads.scheduler(),
            threads.executor(),
            threads.completions());
    ReplicationOptions options =
        context.service(ReplicationOptions.class).orElseGet(ReplicationOptions::defaults);
    Stores stores = Stores.open(builder, context, threads);
    series = stores.series();
    metadataStore = stores.metadata();
    CompletionStage<Void> timeIsKnown =
        clock.start(series::serverTimes, metadataStore::serverTimes, threads);
    seriesCalls = new CallGate(StoreException.Store.CASSANDRA, threads.completions());
    metadataCalls = new CallGate(StoreException.Store.POSTGRESQL, threads.completions());
    lookup = new HostLookup(threads.timed());
    metadata =
        new MetadataRepository(
            metadataCalls,
            metadataStore,
            lookup,
            test -> WindowRule.check(test, builder.retention, builder.lateness),
            conf.sql().requestTimeout());
    access =
        new AccessRepository(metadataCalls, metadataStore.access(), conf.sql().requestTimeout());
    // Identifies this instance to the others, and to people who read the control keyspace.
    String owner = ManagementFactory.getRuntimeMXBean().getName() + "/" + UUID.randomUUID();
    replication =
        new ReplicationService(
            series.replication(),
            series.leases(),
            conf.cassandra(),
            options,
            owner,
            threads,
            clock);
    replicationManager =
        new ReplicationManager(
            seriesCalls,
            replication,
            conf.cassandra().replicas(),
            conf.cassandra().requestTimeout());
    archive =
        new Archive(
            seriesCalls,
            series,
            metadataStore,
            new Archive.Settings(
                clock,
                builder.keepMilliseconds,
                builder.conflicts,
                conf.cassandra().requestTimeout(),
                builder.retention,
                builder.lateness,
                new RepairAwareReads(
                    replication::repairDue, replication::allReachable, options.whenIncomplete()),
                threads.timed()));
    maintenance =
        new Maintenance(
            seriesCalls,
            series,
            metadataStore,
            new Maintenance.Settings(
                clock,
                owner,
                conf.cassandra().requestTimeout(),
                builder.retention,
                builder.lateness,
                replication::repairDue));
    replication.start();
    try {
      Futures.await(timeIsKnown);
    } catch (InterruptedCallException e) {
      close();
      throw e;
    }
    if (builder.backgroundMaintenance) {
      maintenance.start();
    }
  }

  /** The two open back ends. If one cannot be opened, the other is closed again. */
  private record Stores(TimeSeriesStore series, MetadataStore metadata) {
    static Stores open(Builder builder, StoreContext context, StorageThreads threads) {
      try {
        TimeSeriesStore series = builder.seriesProvider().open(builder.conf, context);
        try {
          return new Stores(series, builder.metadataProvider().open(builder.conf, context));
        } catch (RuntimeException | Error e) {
          series.close();
          throw e;
        }
      } catch (RuntimeException | Error e) {
        threads.close();
        throw e;
      }
    }
  }

  /**
   * Opens an archive with default options. It connects to both stores and creates keyspaces and
   * tables that are absent.
   *
   * @param conf servers, credentials and limits
   * @return an open storage; close it
   * @throws net.es.esmond.storage.error.EsmondException when a store cannot be opened
   */
  public static EsmondStorage open(EsmondConf conf) {
    return builder(conf).open();
  }

  /**
   * Returns a builder that sets the options of an archive before it is opened.
   *
   * @param conf servers, credentials and limits
   * @return a builder, not thread-safe
   */
  public static Builder builder(EsmondConf conf) {
    return new Builder(conf);
  }

  /**
   * Returns the access to measurements.
   *
   * @return the same object at every call
   */
  public Archive archive() {
    return archive;
  }

  /**
   * Returns the access to metadata records, which describe the tests that measurements belong to.
   *
   * @return the same object at every call
   */
  public MetadataRepository metadata() {
    return metadata;
  }

  /**
   * Returns the access to users, API keys and address ranges.
   *
   * @return the same object at every call
   */
  public AccessRepository access() {
    return access;
  }

  /**
   * Returns the periodic work of an archive: storing summaries, applying retention, deleting data.
   *
   * @return the same object at every call
   */
  public Maintenance maintenance() {
    return maintenance;
  }

  /**
   * Returns the last known connection state of the store of measurements. The method does not
   * block, so health checks can use it.
   *
   * @return the state
   */
  public StoreState measurementsState() {
    return series.state();
  }

  /**
   * Returns the archive's clock. It tells the time of the servers, which is the median of the
   * clocks of Cassandra's nodes and of PostgreSQL's primary. Whatever the storage stamps, checks,
   * stores, drops or deletes goes by this clock, so a wrong clock of this host does no harm. The
   * servers are asked when the storage opens, every minute, and when the host's clock jumps. The
   * clock does not block.
   *
   * @return the same object at every call, in UTC
   */
  public Clock clock() {
    return clock;
  }

  /**
   * Returns how far the clocks of this host and of the servers are from the archive's time, as far
   * as it is known now. The method does not block, so health checks can use it.
   *
   * @return the clocks, and why nothing is stored, dropped or deleted in the background because of
   *     them
   */
  public ClockStatus clocks() {
    return clock.status();
  }

  /**
   * Returns the last known connection state of the store of metadata. It is {@link StoreState#DOWN}
   * while no PostgreSQL primary can be reached: known records, keys and addresses are then answered
   * from memory for {@code sql_db_stale_if_error}. The method does not block.
   *
   * @return the state
   */
  public StoreState metadataState() {
    return metadataStore.state();
  }

  /**
   * Returns the manager of the keyspace's replica count.
   *
   * @return the same object at every call
   */
  public ReplicationManager replication() {
    return replicationManager;
  }

  /**
   * Closes connections and threads; idempotent, and bounded in time. Calls under way and later
   * calls end at once with {@link net.es.esmond.storage.error.ErrorCode#CLOSED}. A write that ends
   * with this code may have been applied. Touches that wait are written first, for 5 s at most.
   *
   * <p>A host that stops first takes no more requests, then lets those under way end, and closes
   * the storage last. A request that is cut by closing may be repeated in another instance.
   */
  @Override
  public void close() {
    seriesCalls.close();
    metadataCalls.close();
    lookup.close();
    maintenance.close();
    replication.close();
    try {
      metadataStore.close();
    } finally {
      try {
        series.close();
      } finally {
        threads.close();
      }
    }
  }

  /** Collects the options of an archive and opens it. Not thread-safe. */
  public static final class Builder {
    private final EsmondConf conf;
    private final Map<Class<?>, Object> services = new HashMap<>();
    private Clock clock = StorageClock.HOST;
    private boolean keepMilliseconds;
    private ConflictMode conflicts = ConflictMode.KEEP;
    private RetentionPolicies retention = RetentionPolicies.NONE;
    private AllowedLateness lateness = AllowedLateness.DEFAULT;
    private boolean backgroundMaintenance = true;
    private @Nullable TimeSeriesProvider seriesProvider;
    private @Nullable MetadataProvider metadataProvider;
    private @Nullable Executor completionExecutor;

    private Builder(EsmondConf conf) {
      this.conf = Objects.requireNonNull(conf, "conf");
    }

    /**
     * Keeps the milliseconds of points' times. By default times are floored to whole seconds,
     * because esmond's clients page by seconds. All instances of an archive must use the same
     * setting.
     *
     * @return this
     */
    public Builder keepMilliseconds() {
      keepMilliseconds = true;
      return this;
    }

    /**
     * Sets what becomes of a point when a value is already stored for its time.
     *
     * @param mode the mode; {@link ConflictMode#KEEP} by default
     * @return this
     */
    public Builder conflicts(ConflictMode mode) {
      conflicts = Objects.requireNonNull(mode, "mode");
      return this;
    }

    /**
     * Sets how long points are kept; by default for ever. A point gets its time to live when it is
     * written, counted from the point's own time. A point that is too old to be kept is refused.
     * All instances of an archive must use the same policies.
     *
     * @param policies the policies, for example from a file in the format of {@code
     *     ps_remove_data.conf}
     * @return this
     */
    public Builder retention(RetentionPolicies policies) {
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
    public Builder allowedLateness(Duration time) {
      lateness = new AllowedLateness(time);
      return this;
    }

    /**
     * Sets how the replica count is monitored and changed, and what reads do while a repair is due.
     *
     * @param options instead of {@link ReplicationOptions#defaults}
     * @return this
     */
    public Builder replication(ReplicationOptions options) {
      return service(ReplicationOptions.class, options);
    }

    /**
     * Leaves {@link Maintenance} to the host instead of running it in the background. With
     * retention policies, at least one instance must run maintenance: only stored summaries outlive
     * their base points.
     *
     * @return this
     */
    public Builder withoutBackgroundMaintenance() {
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
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * Offers an object of the host to the back ends, for example a Micrometer {@code
     * MeterRegistry}. An object that no back end asks for is ignored.
     *
     * @param type the type by which back ends ask for it
     * @param service the object
     * @param <T> its type
     * @return this
     */
    public <T> Builder service(Class<T> type, T service) {
      services.put(type, Objects.requireNonNull(service, "service"));
      return this;
    }

    /**
     * Completes callers' stages on this executor instead of eight threads of the storage. An
     * executor that starts a virtual thread for each task is suitable. Stages are completed and
     * listeners are called on this executor only.
     *
     * @param executor the host's executor; the storage does not close it
     * @return this
     */
    public Builder completionExecutor(Executor executor) {
      completionExecutor = Objects.requireNonNull(executor, "executor");
      return this;
    }

    /**
     * Uses this back end for measurements instead of the one on the class path.
     *
     * @param provider opens the back end
     * @return this
     */
    public Builder timeSeries(TimeSeriesProvider provider) {
      seriesProvider = Objects.requireNonNull(provider, "provider");
      return this;
    }

    /**
     * Uses this back end for metadata instead of the one on the class path.
     *
     * @param provider opens the back end
     * @return this
     */
    public Builder metadata(MetadataProvider provider) {
      metadataProvider = Objects.requireNonNull(provider, "provider");
      return this;
    }

    /**
     * Opens the archive. It connects to both stores and creates keyspaces and tables that are
     * absent.
     *
     * @return an open storage; close it
     * @throws net.es.esmond.storage.error.EsmondException when a store cannot be opened
     */
    public EsmondStorage open() {
      return new EsmondStorage(this);
    }

    /** A clock among the services tells the archive's time by itself: tests simulate it so. */
    private StorageClock storageClock() {
      Object simulated = services.get(StorageClock.class);
      return simulated instanceof StorageClock given ? given : new StorageClock(clock);
    }

    private TimeSeriesProvider seriesProvider() {
      return seriesProvider != null
          ? seriesProvider
          : Providers.only(TimeSeriesProvider.class, "esmond-storage-cassandra");
    }

    private MetadataProvider metadataProvider() {
      return metadataProvider != null
          ? metadataProvider
          : Providers.only(MetadataProvider.class, "esmond-storage-sql");
    }
  }
}

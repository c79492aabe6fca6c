package net.es.esmond.storage;

import java.time.Clock;
import net.es.esmond.storage.cluster.ClockStatus;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.health.StorageHealth;

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
  private final StorageParts parts;

  EsmondStorage(StorageParts parts) {
    this.parts = parts;
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
  public static EsmondStorageBuilder builder(EsmondConf conf) {
    return new EsmondStorageBuilder(conf);
  }

  /**
   * Returns the access to measurements.
   *
   * @return the same object at every call
   * @throws net.es.esmond.storage.error.StoreException when the storage was opened {@link
   *     EsmondStorageBuilder#onlyMetadata without measurements}
   */
  public Archive archive() {
    return parts.archive();
  }

  /**
   * Returns the access to metadata records, which describe the tests that measurements belong to.
   *
   * @return the same object at every call
   * @throws net.es.esmond.storage.error.StoreException when the storage was opened {@link
   *     EsmondStorageBuilder#onlyMeasurements without metadata}
   */
  public MetadataRepository metadata() {
    return parts.metadata();
  }

  /**
   * Returns the access to users, API keys and address ranges.
   *
   * @return the same object at every call
   * @throws net.es.esmond.storage.error.StoreException when the storage was opened {@link
   *     EsmondStorageBuilder#onlyMeasurements without metadata}
   */
  public AccessRepository access() {
    return parts.access();
  }

  /**
   * Returns the periodic work of an archive: storing summaries, applying retention, deleting data.
   *
   * @return the same object at every call
   * @throws net.es.esmond.storage.error.StoreException when the storage was opened {@link
   *     EsmondStorageBuilder#onlyMeasurements without one of the stores}
   */
  public Maintenance maintenance() {
    return parts.maintenance();
  }

  /**
   * Returns what is known of the health of both stores, of the clocks and of the work in the
   * background. The method neither waits nor asks a server, and is cheap: a balancer may ask many
   * times a second. A {@link net.es.esmond.storage.health.HealthListener} hears of changes, and the
   * log has a WARN when something is lost and an INFO when it is back.
   *
   * @return the health now
   */
  public StorageHealth health() {
    return parts.health();
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
    return parts.clock;
  }

  /**
   * Returns how far the clocks of this host and of the servers are from the archive's time, as far
   * as it is known now. The method does not block, so health checks can use it.
   *
   * @return the clocks, and why nothing is stored, dropped or deleted in the background because of
   *     them
   */
  public ClockStatus clocks() {
    return parts.clock.status();
  }

  /**
   * Returns the manager of the keyspace's replica count.
   *
   * @return the same object at every call
   * @throws net.es.esmond.storage.error.StoreException when the storage was opened {@link
   *     EsmondStorageBuilder#onlyMetadata without measurements}
   */
  public ReplicationManager replication() {
    return parts.replication();
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
    parts.close();
  }
}

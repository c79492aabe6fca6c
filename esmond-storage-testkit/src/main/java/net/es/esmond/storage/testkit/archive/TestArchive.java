package net.es.esmond.storage.testkit.archive;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.testkit.service.ArchiveService;
import org.jspecify.annotations.Nullable;

/**
 * An archive that nobody else uses: a keyspace and a database of its own on servers that others may
 * share. Safe for use by many threads.
 */
public final class TestArchive implements AutoCloseable {
  /** Cassandra takes 48 letters. */
  private static final int MAX_LABEL = 24;

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final ArchiveServers servers;
  private final EsmondConf conf;
  private final UnaryOperator<EsmondStorageBuilder> options;
  private @Nullable EsmondStorage storage;
  private @Nullable ArchiveService service;

  private TestArchive(
      ArchiveServers servers, EsmondConf conf, UnaryOperator<EsmondStorageBuilder> options) {
    this.servers = servers;
    this.conf = conf;
    this.options = options;
  }

  /**
   * Makes an empty archive.
   *
   * @param servers where
   * @param label what it is for: part of its keyspace's and its database's name
   * @param replicas of each measurement, at least 1
   * @param options how its instances are opened, beyond the defaults
   * @return to be closed before the servers
   */
  public static TestArchive create(
      ArchiveServers servers,
      String label,
      int replicas,
      UnaryOperator<EsmondStorageBuilder> options) {
    String letters = label.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
    // Servers that go on running may be used by other JVMs too, and may still hold what an earlier
    // run, which was killed, has left.
    String name =
        "t_%s_%s_%s_%s"
            .formatted(
                letters.substring(0, Math.min(MAX_LABEL, letters.length())),
                Long.toString(System.currentTimeMillis() / 1000, Character.MAX_RADIX),
                Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX),
                COUNT.incrementAndGet());
    return new TestArchive(servers, servers.create(name, replicas), options);
  }

  /**
   * Returns how to reach it.
   *
   * @return with the keyspace and the database
   */
  public EsmondConf conf() {
    return conf;
  }

  /**
   * Returns an open instance, which is closed with the archive.
   *
   * @return the same object at every call
   */
  public synchronized EsmondStorage storage() {
    if (storage == null) {
      storage = open();
    }
    return storage;
  }

  /**
   * Returns esmond's REST API on the instance that {@link #storage} returns, on a free port of the
   * loopback address. It is closed with the archive.
   *
   * @return the same object at every call
   */
  public synchronized ArchiveService service() {
    if (service == null) {
      service = ArchiveService.start(storage());
    }
    return service;
  }

  /**
   * Opens an instance more, as a second web server would.
   *
   * @return to be closed by the test
   */
  public EsmondStorage open() {
    return builder().open();
  }

  /**
   * Starts the description of an instance more.
   *
   * @return a builder with the archive's options; what it opens is to be closed by the test
   */
  public EsmondStorageBuilder builder() {
    return options.apply(servers.builder(conf));
  }

  /**
   * Returns the servers that hold it.
   *
   * @return shared with others, unless the test asked for its own
   */
  public ArchiveServers servers() {
    return servers;
  }

  /** Closes its service and its own instance, and removes what it holds; may be repeated. */
  @Override
  public synchronized void close() {
    if (service != null) {
      service.close();
      service = null;
    }
    if (storage != null) {
      storage.close();
      storage = null;
    }
    servers.drop(conf);
  }
}

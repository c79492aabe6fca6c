package net.es.esmond.storage.cassandra.internal.session;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import net.es.esmond.storage.internal.meters.HostMeters;
import net.es.esmond.storage.internal.meters.StorageMeter;
import org.jspecify.annotations.Nullable;

/** The meters of an archive's sessions, one after another, and their entries of Resilience4j. */
public final class SessionMeters implements AutoCloseable {
  private final HostMeters host;
  private final SessionResilience resilience;
  private final SessionResilience.Entries entries;
  private @Nullable RetryPauses pauses;
  private final LongConsumer failovers;
  private final LongConsumer speculations;
  private final LongConsumer retries;
  private final LongConsumer rebuilds;
  private final LongConsumer unverified;

  /**
   * Registers the meters. Entries of Resilience4j go into registries of the library's own.
   *
   * @param host the meters of the storage
   */
  public SessionMeters(HostMeters host) {
    this(host, SessionResilience.own(host.registry()));
  }

  /**
   * Registers the meters.
   *
   * @param host the meters of the storage
   * @param resilience creates the entries of Resilience4j
   */
  public SessionMeters(HostMeters host, SessionResilience resilience) {
    this.host = host;
    this.resilience = resilience;
    this.entries = resilience.entries("esmond-cassandra-storage-" + host.number());
    this.failovers = host.counting(StorageMeter.FAILOVERS);
    this.speculations = host.counting(StorageMeter.SPECULATIONS);
    this.retries = host.counting(StorageMeter.RETRIES);
    this.rebuilds = host.counting(StorageMeter.SESSION_REBUILDS);
    this.unverified = host.counting(StorageMeter.LOOKUPS_UNVERIFIED);
  }

  SessionResilience resilience() {
    return resilience;
  }

  /**
   * Returns the storage's entries of Resilience4j. The nodes' breakers belong to their sessions.
   */
  SessionResilience.Entries entries() {
    return entries;
  }

  /**
   * Returns the pauses between attempts.
   *
   * @return the same for all requests and connections of a storage
   */
  public synchronized RetryPauses pauses() {
    if (pauses == null) {
      pauses = new RetryPauses(entries, ThreadLocalRandom::current);
    }
    return pauses;
  }

  /** Returns the meters of the storage. */
  public HostMeters host() {
    return host;
  }

  /** Registers the gauge of whether a node is avoided. */
  <T> void breaker(String node, T source, Predicate<T> open) {
    host.gauge(StorageMeter.BREAKER, source, s -> open.test(s) ? 1 : 0, node);
  }

  /** Returns what takes the nanoseconds of requests. */
  LongConsumer requests(String node, String outcome) {
    return host.timing(StorageMeter.REQUESTS, node, outcome);
  }

  void failedOver() {
    failovers.accept(1);
  }

  void speculated() {
    speculations.accept(1);
  }

  void retried() {
    retries.accept(1);
  }

  /** Counts times that were looked up before a write and may have been missed. */
  public void unverified(int times) {
    unverified.accept(times);
  }

  void rebuilt() {
    rebuilds.accept(1);
  }

  /** Removes the meters, and the entries of Resilience4j with theirs: the storage is closed. */
  @Override
  public void close() {
    entries.close();
    host.close();
  }
}

package net.es.esmond.storage.cassandra.internal.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Registers the meters that this module's README documents. One object serves all sessions of an
 * archive, one after another.
 */
public final class SessionMeters {
  private static final String PREFIX = "esmond.cassandra.";
  private static final AtomicInteger STORAGES = new AtomicInteger();

  private final MeterRegistry registry;
  private final SessionResilience resilience;
  private final SessionResilience.Entries entries;
  private @Nullable RetryPauses pauses;
  private final Counter failovers;
  private final Counter speculations;
  private final Counter retries;
  private final Counter rebuilds;
  private final Counter uncomputable;

  /**
   * Registers the meters. Entries of Resilience4j go into registries of the library's own.
   *
   * @param registry the host's meter registry
   */
  public SessionMeters(MeterRegistry registry) {
    this(registry, SessionResilience.own(registry));
  }

  /**
   * Registers the meters.
   *
   * @param registry the host's meter registry
   * @param resilience creates the entries of Resilience4j
   */
  public SessionMeters(MeterRegistry registry, SessionResilience resilience) {
    this.registry = registry;
    this.resilience = resilience;
    this.entries = resilience.entries("esmond-cassandra-storage-" + STORAGES.incrementAndGet());
    this.failovers = registry.counter(PREFIX + "failovers");
    this.speculations = registry.counter(PREFIX + "speculations");
    this.retries = registry.counter(PREFIX + "retries");
    this.rebuilds = registry.counter(PREFIX + "session.rebuilds");
    this.uncomputable = registry.counter(PREFIX + "summaries.uncomputable");
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

  <T> void gauge(String name, T source, ToDoubleFunction<T> value) {
    registry.gauge(PREFIX + name, source, value);
  }

  /**
   * Registers the gauge of whether a node is avoided. The gauge does not keep its source in memory.
   */
  <T> void breaker(String node, T source, Predicate<T> open) {
    registry.gauge(PREFIX + "breaker", Tags.of("node", node), source, s -> open.test(s) ? 1 : 0);
  }

  Timer requests(String node, String outcome) {
    return registry.timer(PREFIX + "requests", "node", node, "outcome", outcome);
  }

  void failedOver() {
    failovers.increment();
  }

  void speculated() {
    speculations.increment();
  }

  void retried() {
    retries.increment();
  }

  /** Counts windows of summaries that no sweep can compute. */
  public void passedOver(int windows) {
    uncomputable.increment(windows);
  }

  void rebuilt() {
    rebuilds.increment();
  }
}

package net.es.esmond.storage.cassandra.internal.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import net.es.esmond.storage.internal.MeterUsers;
import org.jspecify.annotations.Nullable;

/**
 * Registers the meters that this module's README documents. One object serves all sessions of an
 * archive, one after another.
 */
public final class SessionMeters implements AutoCloseable {
  private static final String PREFIX = "esmond.cassandra.";
  private static final AtomicInteger STORAGES = new AtomicInteger();

  private final MeterRegistry registry;
  private final MeterUsers users = new MeterUsers();
  private final SessionResilience resilience;
  private final SessionResilience.Entries entries;
  private @Nullable RetryPauses pauses;
  private final Counter failovers;
  private final Counter speculations;
  private final Counter retries;
  private final Counter rebuilds;
  private final Counter uncomputable;
  private final Counter unverified;

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
    this.failovers = counter("failovers");
    this.speculations = counter("speculations");
    this.retries = counter("retries");
    this.rebuilds = counter("session.rebuilds");
    this.uncomputable = counter("summaries.uncomputable");
    this.unverified = counter("lookups.unverified");
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

  private Counter counter(String name) {
    return kept(registry.counter(PREFIX + name));
  }

  private <M extends Meter> M kept(M meter) {
    Meter.Id id = meter.getId();
    users.add(registry, id, () -> registry.remove(id));
    return meter;
  }

  <T> void gauge(String name, T source, ToDoubleFunction<T> value) {
    gauge(Gauge.builder(PREFIX + name, source, value));
  }

  /** Registers the gauge of whether a node is avoided. */
  <T> void breaker(String node, T source, Predicate<T> open) {
    gauge(Gauge.builder(PREFIX + "breaker", source, s -> open.test(s) ? 1 : 0).tag("node", node));
  }

  /** Shows a gauge until {@link #close}. */
  public void gauge(Gauge.Builder<?> gauge) {
    Meter.Id id = gauge.register(registry).getId();
    users.addGauge(registry, id, () -> registry.remove(id), () -> gauge.register(registry));
  }

  Timer requests(String node, String outcome) {
    return kept(registry.timer(PREFIX + "requests", "node", node, "outcome", outcome));
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

  /** Counts times that were looked up before a write and may have been missed. */
  public void unverified(int times) {
    unverified.increment(times);
  }

  void rebuilt() {
    rebuilds.increment();
  }

  /** Removes the meters, and the entries of Resilience4j with theirs: the storage is closed. */
  @Override
  public void close() {
    entries.close();
    users.close();
  }
}

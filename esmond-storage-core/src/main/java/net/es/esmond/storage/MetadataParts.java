package net.es.esmond.storage;

import java.time.Duration;
import java.util.Optional;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.CallGate;
import net.es.esmond.storage.internal.async.CallObserver;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.metadata.HostLookup;
import net.es.esmond.storage.internal.summary.AllowedLateness;
import net.es.esmond.storage.internal.summary.WindowRule;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.spi.MetadataStore;

/** The parts of a storage that use the store of metadata only. */
final class MetadataParts {
  final MetadataStore store;
  final MetadataRepository repository;
  final AccessRepository access;
  private final CallGate calls;
  private final HostLookup lookup;

  /**
   * Puts the parts together.
   *
   * @param noWrites why calls that write are refused; empty when they are not
   * @param observer hears of each call
   */
  MetadataParts(
      EsmondStorageBuilder options,
      MetadataStore store,
      StorageThreads threads,
      Optional<String> noWrites,
      CallObserver observer) {
    Duration timeout = options.conf.sql().requestTimeout();
    RetentionPolicies retention = options.retention;
    AllowedLateness lateness = options.lateness;
    this.store = store;
    calls = new CallGate(StoreException.Store.POSTGRESQL, threads, noWrites, observer);
    lookup = new HostLookup(threads.timed());
    repository =
        new MetadataRepository(
            calls, store, lookup, test -> WindowRule.check(test, retention, lateness), timeout);
    access = new AccessRepository(calls, store.access(), timeout);
  }

  /** Ends the calls under way, and refuses further ones. */
  void endCalls() {
    calls.close();
    lookup.close();
  }
}

package net.es.esmond.storage.spi;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;

/**
 * A port that grants leases, for work that one instance at a time does. A lease expires by the
 * store's clock, so work under a lease must be harmless when two instances do it. Safe for use by
 * many threads. Every stage completes by the deadline, with a {@link
 * net.es.esmond.storage.error.StoreException} when the store could not serve; every operation may
 * be repeated.
 */
public interface Leases {

  /**
   * Acquires a lease, or renews it.
   *
   * @param name name of the work
   * @param owner the instance that asks; a name that no other instance has
   * @param duration time from now until the lease expires, a second or more
   * @param deadline by when
   * @return false when another owner holds it
   */
  CompletionStage<Boolean> take(String name, String owner, Duration duration, Deadline deadline);

  /**
   * Releases a lease; does nothing when another owner holds it.
   *
   * @param name name of the work
   * @param owner the instance that held the lease
   * @param deadline by when
   * @return completes once other instances can acquire the lease
   */
  CompletionStage<Void> release(String name, String owner, Deadline deadline);
}

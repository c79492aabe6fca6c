package net.es.esmond.storage.spi;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;

/**
 * Port: work that one instance at a time is to do. A lease ends by itself, by the store's clock, so
 * what is done under it must be harmless when it is done twice. Safe for use by many threads. Every
 * stage completes by the deadline, with a {@link net.es.esmond.storage.error.StoreException} when
 * the store could not serve; every operation may be repeated.
 */
public interface Leases {

  /**
   * Takes a lease, or prolongs it.
   *
   * @param name the work
   * @param owner who asks; unlike any other instance's
   * @param duration for how long from now, a second or more
   * @param deadline by when
   * @return false when another owner holds it
   */
  CompletionStage<Boolean> take(String name, String owner, Duration duration, Deadline deadline);

  /**
   * Gives a lease back; does nothing when another owner holds it.
   *
   * @param name the work
   * @param owner who held it
   * @param deadline by when
   * @return completes once others can take it
   */
  CompletionStage<Void> release(String name, String owner, Deadline deadline);
}

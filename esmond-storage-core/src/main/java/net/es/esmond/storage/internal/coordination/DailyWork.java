package net.es.esmond.storage.internal.coordination;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.spi.Leases;

/**
 * Work that is done once a day by one of the instances, however often these restart. The record
 * that it was done is a lease that nobody gives back: the store keeps it for a day, by its own
 * clock. Blocks; for one thread.
 */
public final class DailyWork {
  private static final Duration PERIOD = Duration.ofDays(1);

  /** While the work is under way. What was not done to the end is due again after this time. */
  private static final Duration UNDER_WAY = Duration.ofHours(1);

  private final Leases leases;
  private final String name;
  private final String owner;
  private final Duration timeout;
  private long claims;
  private Optional<String> problem = Optional.empty();

  /**
   * Names work.
   *
   * @param leases keeps the record of when it was done
   * @param name name of the work
   * @param owner this instance
   * @param timeout deadline of each request to the leases
   */
  public DailyWork(Leases leases, String name, String owner, Duration timeout) {
    this.leases = leases;
    this.name = name + " of the day";
    this.owner = owner;
    this.timeout = timeout;
  }

  /**
   * Does the work, unless it was done within a day or begun within an hour.
   *
   * @param work does it, and returns what kept it from being done
   * @return what kept it from being done when this instance tried last; empty when nothing did
   */
  public Optional<String> doIfDue(Supplier<Optional<String>> work) {
    // A name that this instance has not used before: its own claim is not to be prolonged either.
    String claim = owner + "#" + ++claims;
    if (take(claim, UNDER_WAY)) {
      problem = work.get();
      if (problem.isEmpty()) {
        take(claim, PERIOD);
      }
    }
    return problem;
  }

  private boolean take(String claim, Duration duration) {
    return Futures.await(leases.take(name, claim, duration, Deadline.after(timeout)));
  }
}

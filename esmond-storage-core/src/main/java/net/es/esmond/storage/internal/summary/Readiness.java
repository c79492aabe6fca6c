package net.es.esmond.storage.internal.summary;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.spi.TimeSeriesStore;

/** Checks whether summaries may be stored now. Blocks; safe for use by many threads. */
public final class Readiness {
  private final TimeSeriesStore store;
  private final BooleanSupplier repairDue;
  private final Clock clock;
  private final Duration timeout;

  /**
   * Creates the check.
   *
   * @param store the store whose time is the reference
   * @param repairDue whether replicas may lack acknowledged points
   * @param clock the clock to compare with the store's time
   * @param timeout deadline of the request for the store's time
   */
  public Readiness(
      TimeSeriesStore store, BooleanSupplier repairDue, Clock clock, Duration timeout) {
    this.store = store;
    this.repairDue = repairDue;
    this.clock = clock;
    this.timeout = timeout;
  }

  /** Returns the problem of a repair that is due, if one is. Asks no server. */
  Optional<String> repair() {
    return repairDue.getAsBoolean()
        ? Optional.of("a repair is due: replicas may lack acknowledged points")
        : Optional.empty();
  }

  /**
   * Returns why summaries may not be stored now, if there is a reason. The server's time may be
   * from any moment of the round trip.
   */
  Optional<String> problem() {
    Optional<String> repair = repair();
    if (repair.isPresent()) {
      return repair;
    }
    Instant before = clock.instant();
    Instant server = Futures.await(store.serverTime(Deadline.after(timeout)));
    Instant after = clock.instant();
    Duration ahead = Duration.between(server, before);
    Duration behind = Duration.between(after, server);
    Duration error = ahead.compareTo(behind) > 0 ? ahead : behind;
    return error.compareTo(AllowedLateness.MAX_CLOCK_ERROR) > 0
        ? Optional.of(
            "the clock must be within "
                + AllowedLateness.MAX_CLOCK_ERROR
                + " of Cassandra's, but is "
                + error
                + (ahead.compareTo(behind) > 0 ? " ahead" : " behind"))
        : Optional.empty();
  }
}

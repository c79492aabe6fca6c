package net.es.esmond.storage.internal.summary;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.spi.TimeSeriesStore;

/** Whether summaries may be stored at all. Blocks; safe for use by many threads. */
public final class Readiness {
  private final TimeSeriesStore store;
  private final BooleanSupplier repairDue;
  private final Clock clock;
  private final Duration timeout;

  /**
   * Looks at a store and at the clock.
   *
   * @param store asked for its time
   * @param repairDue whether replicas may lack what was acknowledged
   * @param clock the clock that is to be right
   * @param timeout deadline of the question
   */
  public Readiness(
      TimeSeriesStore store, BooleanSupplier repairDue, Clock clock, Duration timeout) {
    this.store = store;
    this.repairDue = repairDue;
    this.clock = clock;
    this.timeout = timeout;
  }

  /** Returns that a repair is in the way, if one is; costs nothing. */
  Optional<String> repair() {
    return repairDue.getAsBoolean()
        ? Optional.of("a repair is due: replicas may lack acknowledged points")
        : Optional.empty();
  }

  /** Returns what is in the way; the server's time may be from any moment of the round trip. */
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

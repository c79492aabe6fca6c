package net.es.esmond.storage.internal.summary;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import net.es.esmond.storage.internal.time.StorageClock;

/**
 * Says whether summaries may be stored at all. Asks no server; safe for use by many threads.
 *
 * @param repairDue whether replicas may lack what was acknowledged
 * @param clock knows whether the time is known
 */
public record Readiness(BooleanSupplier repairDue, StorageClock clock) {
  /** Returns what is in the way. */
  Optional<String> problem() {
    return repairDue.getAsBoolean()
        ? Optional.of("a repair is due: replicas may lack acknowledged points")
        : clock.problem();
  }
}

package net.es.esmond.storage.summary;

import java.util.Objects;
import java.util.Optional;

/**
 * The result of a sweep, which finds and stores the summaries that are due.
 *
 * @param refused why the sweep did not start or did not finish: another instance sweeps, a clock is
 *     wrong, a repair is due, or the store is unavailable; empty when it finished
 * @param partitions partitions of base points that were examined
 * @param windows number of summaries that were stored
 * @param uncomputable windows that were skipped because no summary of them can be computed; each is
 *     named in a log message
 * @param failures partitions that failed; a later sweep tries them again
 */
public record SweepReport(
    Optional<String> refused, long partitions, long windows, long uncomputable, long failures) {
  /** Refuses null. */
  public SweepReport {
    Objects.requireNonNull(refused, "refused");
  }
}

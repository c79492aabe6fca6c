package net.es.esmond.storage.summary;

import java.util.Objects;
import java.util.Optional;

/**
 * What became of a sweep: the search for summaries to store.
 *
 * @param refused why it was not done, or not to the end: another instance sweeps, a clock is wrong,
 *     a repair is due, the store does not serve; empty when it was
 * @param partitions partitions of base points that were looked at
 * @param windows summaries that were stored
 * @param uncomputable windows that were passed over, as no summary of them can be computed; each is
 *     named in a log message
 * @param failures partitions that could not be dealt with now; a later sweep will
 */
public record SweepReport(
    Optional<String> refused, long partitions, long windows, long uncomputable, long failures) {
  /** Refuses null. */
  public SweepReport {
    Objects.requireNonNull(refused, "refused");
  }
}

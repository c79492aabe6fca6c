package net.es.esmond.storage.metadata;

import java.util.Objects;
import java.util.Optional;

/**
 * What became of the data of deleted tests.
 *
 * @param refused why it was not done, or not to the end: another instance does it, say; empty when
 *     it was
 * @param tests deleted tests of which no data is left
 * @param partitions partitions of theirs that were emptied
 * @param failures tests whose data could not be deleted now; it will be later
 */
public record DeletionReport(Optional<String> refused, long tests, long partitions, long failures) {
  /** Refuses null. */
  public DeletionReport {
    Objects.requireNonNull(refused, "refused");
  }
}

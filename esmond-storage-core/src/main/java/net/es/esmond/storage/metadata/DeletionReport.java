package net.es.esmond.storage.metadata;

import java.util.Objects;
import java.util.Optional;

/**
 * The result of deleting the data of deleted tests.
 *
 * @param refused why the run did not start or did not finish, for example because another instance
 *     does this work; empty when it finished
 * @param tests deleted tests of which no data is left
 * @param partitions partitions of deleted tests that were emptied
 * @param failures tests whose data could not be deleted; a later run tries them again
 */
public record DeletionReport(Optional<String> refused, long tests, long partitions, long failures) {
  /** Refuses null. */
  public DeletionReport {
    Objects.requireNonNull(refused, "refused");
  }
}

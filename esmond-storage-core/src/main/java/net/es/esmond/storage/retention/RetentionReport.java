package net.es.esmond.storage.retention;

import java.util.Objects;
import java.util.Optional;

/**
 * What became of applying the retention policies to what is stored. A dry run counts what would
 * have been dropped and deleted.
 *
 * @param refused why it was not done, or not to the end: another instance does it, say; empty when
 *     it was
 * @param partitions partitions that were looked at
 * @param dropped partitions whose points were all older than their retention
 * @param tests tests that were looked at
 * @param deleted tests whose data had been gone for long
 * @param failures partitions and tests that could not be dealt with now; the next run will
 */
public record RetentionReport(
    Optional<String> refused,
    long partitions,
    long dropped,
    long tests,
    long deleted,
    long failures) {
  /** Refuses null. */
  public RetentionReport {
    Objects.requireNonNull(refused, "refused");
  }
}

package net.es.esmond.storage.retention;

import java.util.Objects;
import java.util.Optional;

/**
 * The result of applying the retention policies to stored points. A dry run counts the partitions
 * and tests that a real run would remove.
 *
 * @param refused why the run did not start or did not finish, for example because another instance
 *     does this work; empty when it finished
 * @param partitions partitions that were examined
 * @param dropped partitions whose points were all older than their retention
 * @param tests tests that were examined
 * @param deleted tests without data whose last data expired more than 30 days ago
 * @param failures partitions and tests that failed; the next run tries them again
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

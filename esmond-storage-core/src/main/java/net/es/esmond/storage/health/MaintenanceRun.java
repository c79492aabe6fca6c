package net.es.esmond.storage.health;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The last run of one kind of maintenance in this instance.
 *
 * @param work the kind of work, such as {@code storing summaries}
 * @param ended when the run ended, by the archive's time
 * @param problem what kept the work from being done; empty when it was done, or when another
 *     instance does it
 */
public record MaintenanceRun(String work, Instant ended, Optional<String> problem) {
  /** Refuses nulls. */
  public MaintenanceRun {
    Objects.requireNonNull(work, "work");
    Objects.requireNonNull(ended, "ended");
    Objects.requireNonNull(problem, "problem");
  }
}

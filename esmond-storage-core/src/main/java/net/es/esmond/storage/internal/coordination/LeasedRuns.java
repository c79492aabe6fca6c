package net.es.esmond.storage.internal.coordination;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import net.es.esmond.storage.internal.async.ProgressReport;
import net.es.esmond.storage.progress.LongWork;
import net.es.esmond.storage.spi.Leases;

/**
 * Begins the runs of one instance.
 *
 * @param leases the store of leases
 * @param owner the name of the instance
 * @param timeout deadline of each request to the leases
 * @param reports begins to report the progress of a run
 */
public record LeasedRuns(
    Leases leases, String owner, Duration timeout, Function<LongWork, ProgressReport> reports) {
  /**
   * Begins a run, if the lease of the work is free.
   *
   * @param kind the kind of the work
   * @param lease the lease's name
   * @param work what the run does, as the words after "another instance"
   * @param obstacle why no step may be taken now; asked before each, so it must cost nothing
   */
  public LeasedRun begin(
      LongWork kind, String lease, String work, Supplier<Optional<String>> obstacle) {
    return new LeasedRun(leases, lease, work, owner, timeout, obstacle, reports.apply(kind));
  }
}

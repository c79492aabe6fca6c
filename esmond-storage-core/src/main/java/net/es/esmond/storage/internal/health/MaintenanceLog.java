package net.es.esmond.storage.internal.health;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.Supplier;
import net.es.esmond.storage.health.MaintenanceRun;

/** Remembers the last run of each kind of maintenance. Safe for use by many threads. */
public final class MaintenanceLog {
  private final Map<String, MaintenanceRun> last = new ConcurrentSkipListMap<>();
  private final Clock clock;

  /**
   * Creates a log without runs.
   *
   * @param clock the archive's clock
   */
  public MaintenanceLog(Clock clock) {
    this.clock = clock;
  }

  /**
   * Runs work, and remembers how that ended.
   *
   * @param work the kind of work
   * @param run does the work
   * @param problem returns what kept the work from being done, by its report
   * @return the report
   */
  public <T> T run(String work, Supplier<T> run, Function<T, Optional<String>> problem) {
    T report;
    try {
      report = run.get();
    } catch (RuntimeException | Error e) {
      ended(work, Optional.of(e.toString()));
      throw e;
    }
    ended(work, problem.apply(report));
    return report;
  }

  private void ended(String work, Optional<String> problem) {
    last.put(work, new MaintenanceRun(work, clock.instant(), problem));
  }

  /** Returns the last run of each kind of work, in the order of their names. */
  public List<MaintenanceRun> lastRuns() {
    return List.copyOf(last.values());
  }
}

package net.es.esmond.storage.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import net.es.esmond.storage.cluster.ClockStatus;
import net.es.esmond.storage.cluster.StoreState;

/**
 * The health of a storage: what this process knew of both stores at one moment. Immutable.
 *
 * @param measurements the health of the store of measurements
 * @param metadata the health of the store of metadata and access data
 * @param readOnly whether the storage was opened read only
 * @param clocks how far the clocks of this host and of the servers are from the archive's time
 * @param repairDue whether added replicas may lack points until a repair is recorded; true also
 *     while this is not known
 * @param touchesWaiting how many event types wait for their {@code time_updated} to be written
 * @param maintenance the last run of each kind of maintenance that has ended in this instance, in
 *     the order of their names
 */
public record StorageHealth(
    StoreHealth measurements,
    StoreHealth metadata,
    boolean readOnly,
    ClockStatus clocks,
    boolean repairDue,
    long touchesWaiting,
    List<MaintenanceRun> maintenance) {
  /** Copies the list. */
  public StorageHealth {
    Objects.requireNonNull(measurements, "measurements");
    Objects.requireNonNull(metadata, "metadata");
    Objects.requireNonNull(clocks, "clocks");
    maintenance = List.copyOf(maintenance);
  }

  /**
   * Says whether this instance can serve now: whether reads and writes of both stores can be
   * served. Writes do not count in a storage that was opened read only, and a store that it was
   * opened without does not count either. It is a rule for a balancer, which sends requests
   * elsewhere while the answer is false.
   *
   * <p>A store that cannot serve is often the same for all instances. A balancer then has nowhere
   * to send requests to, and refuses them at once, where this library would wait for the store
   * until the call's deadline. So a balancer should take an instance out after a few such answers
   * in a row only: the promotion of a PostgreSQL standby takes seconds. A host that serves known
   * tests on while PostgreSQL is away asks {@link #measurements} only.
   *
   * @return true when nothing is known against it
   */
  public boolean canServe() {
    return present().allMatch(store -> readOnly ? store.canRead() : store.canServe());
  }

  private Stream<StoreHealth> present() {
    return Stream.of(measurements, metadata).filter(store -> store.state() != StoreState.ABSENT);
  }

  /**
   * Describes everything that an operator should look at, for a health page.
   *
   * @return a line for each; none when all is well
   */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    present()
        .filter(store -> store.reason().isPresent() || !store.canServe())
        .map(StoreHealth::summary)
        .forEach(problems::add);
    problems.addAll(clocks.warnings());
    clocks.problem().ifPresent(problems::add);
    if (repairDue) {
      problems.add("a repair is due, or it is not known whether one is");
    }
    maintenance.forEach(
        run ->
            run.problem()
                .ifPresent(problem -> problems.add(run.work() + " was not done: " + problem)));
    return problems;
  }
}

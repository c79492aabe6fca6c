package net.es.esmond.storage.replication;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * Options for monitoring and changing the replica count.
 *
 * @param jmx access to the nodes' JMX, with which the library runs repairs; empty, the default,
 *     when operators run and confirm repairs
 * @param whenIncomplete what reads do that cannot have every replica while a repair is due; default
 *     {@link WhenIncomplete#MARK}
 * @param pollInterval time between two observations of the cluster, 100 ms to 5 s; default 2 s
 * @param lease time after which another instance takes over a change whose owner went silent, at
 *     least 5 s; default 45 s
 * @param stepTimeout time that the repair or cleanup of one node may take; default 24 h
 * @param verifiedPartitions partitions compared after each stage, 0 for none, at most 10,000;
 *     default 100
 */
public record ReplicationOptions(
    Optional<JmxAccess> jmx,
    WhenIncomplete whenIncomplete,
    Duration pollInterval,
    Duration lease,
    Duration stepTimeout,
    int verifiedPartitions) {
  /**
   * Checks the ranges.
   *
   * @throws InvalidInputException when a value is out of its range
   */
  public ReplicationOptions {
    Objects.requireNonNull(jmx, "jmx");
    Objects.requireNonNull(whenIncomplete, "whenIncomplete");
    range("pollInterval", pollInterval, Duration.ofMillis(100), Duration.ofSeconds(5));
    range("lease", lease, Duration.ofSeconds(5), Duration.ofDays(1));
    range("stepTimeout", stepTimeout, Duration.ofSeconds(1), Duration.ofDays(30));
    if (verifiedPartitions < 0 || verifiedPartitions > 10_000) {
      throw new InvalidInputException(
          "verifiedPartitions", verifiedPartitions, "must be 0 to 10,000");
    }
  }

  private static void range(String name, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new InvalidInputException(name, value, "must be " + min + " to " + max);
    }
  }

  /**
   * Returns the defaults: operators run the repairs.
   *
   * @return the defaults
   */
  public static ReplicationOptions defaults() {
    return new ReplicationOptions(
        Optional.empty(),
        WhenIncomplete.MARK,
        Duration.ofSeconds(2),
        Duration.ofSeconds(45),
        Duration.ofHours(24),
        100);
  }

  /**
   * Lets the library run repairs over JMX.
   *
   * @param access the nodes' JMX addresses and credentials
   * @return changed options
   */
  public ReplicationOptions withJmx(JmxAccess access) {
    return new ReplicationOptions(
        Optional.of(access), whenIncomplete, pollInterval, lease, stepTimeout, verifiedPartitions);
  }

  /**
   * Sets what reads do that cannot have every replica while a repair is due.
   *
   * @param choice mark the page, or fail
   * @return changed options
   */
  public ReplicationOptions withWhenIncomplete(WhenIncomplete choice) {
    return new ReplicationOptions(
        jmx, choice, pollInterval, lease, stepTimeout, verifiedPartitions);
  }

  /**
   * Sets how often the cluster is polled, and how long a lease lasts. All instances must use the
   * same times. An instance whose last observation of the cluster is older than four poll intervals
   * takes a repair for due. So five poll intervals after a change was recorded every instance reads
   * as the change needs it. Only then the library adds replicas.
   *
   * @param poll time between two observations of the cluster
   * @param ownerLease time after which a silent owner is replaced
   * @return changed options
   */
  public ReplicationOptions withTiming(Duration poll, Duration ownerLease) {
    return new ReplicationOptions(
        jmx, whenIncomplete, poll, ownerLease, stepTimeout, verifiedPartitions);
  }
}

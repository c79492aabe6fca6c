package net.es.esmond.storage.replication;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A keyspace's replication strategy and its replica counts.
 *
 * @param strategy simple name of the strategy's class
 * @param replicas replicas by datacenter; of SimpleStrategy, which knows no datacenters, by the one
 *     key {@code replication_factor}
 */
public record KeyspaceReplication(String strategy, Map<String, Integer> replicas) {
  private static final String SIMPLE = "SimpleStrategy";
  private static final String TOPOLOGY = "NetworkTopologyStrategy";
  private static final String FACTOR = "replication_factor";

  /** Copies the counts. */
  public KeyspaceReplication {
    Objects.requireNonNull(strategy, "strategy");
    replicas = Map.copyOf(replicas);
  }

  /**
   * Returns SimpleStrategy, which disregards datacenters and racks.
   *
   * @param replicas replicas of each row
   * @return SimpleStrategy
   */
  public static KeyspaceReplication simple(int replicas) {
    return new KeyspaceReplication(SIMPLE, Map.of(FACTOR, replicas));
  }

  /**
   * Returns NetworkTopologyStrategy, which replicates by datacenter, over different racks where
   * there are enough.
   *
   * @param replicas replicas of each row in each datacenter
   * @return NetworkTopologyStrategy
   */
  public static KeyspaceReplication topology(Map<String, Integer> replicas) {
    return new KeyspaceReplication(TOPOLOGY, replicas);
  }

  /**
   * Says whether this is SimpleStrategy.
   *
   * @return true for SimpleStrategy
   */
  public boolean isSimple() {
    return strategy.equals(SIMPLE);
  }

  /**
   * Says whether this is NetworkTopologyStrategy.
   *
   * @return true for NetworkTopologyStrategy
   */
  public boolean isTopology() {
    return strategy.equals(TOPOLOGY);
  }

  /**
   * Returns the replica count of one datacenter.
   *
   * @param datacenter a datacenter
   * @return replicas of each row in the datacenter; SimpleStrategy has one count for all
   *     datacenters together
   */
  public int replicasIn(String datacenter) {
    return replicas.getOrDefault(isSimple() ? FACTOR : datacenter, 0);
  }

  /**
   * Returns the replica count of all datacenters together.
   *
   * @return replicas of each row
   */
  public int total() {
    return replicas.values().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * Returns the same strategy with another count; other datacenters keep theirs.
   *
   * @param datacenter whose count to change
   * @param count replicas of each row
   * @return the changed replication
   */
  public KeyspaceReplication with(String datacenter, int count) {
    Map<String, Integer> changed = new TreeMap<>(replicas);
    changed.put(isSimple() ? FACTOR : datacenter, count);
    return new KeyspaceReplication(strategy, changed);
  }

  /**
   * Returns the CQL text for {@code WITH replication =}.
   *
   * @return a CQL map literal
   */
  public String toCql() {
    return new TreeMap<>(replicas)
        .entrySet().stream()
            .map(entry -> "'" + entry.getKey().replace("'", "''") + "': " + entry.getValue())
            .collect(Collectors.joining(", ", "{'class': '" + strategy + "', ", "}"));
  }

  @Override
  public String toString() {
    return strategy + " " + new TreeMap<>(replicas);
  }
}

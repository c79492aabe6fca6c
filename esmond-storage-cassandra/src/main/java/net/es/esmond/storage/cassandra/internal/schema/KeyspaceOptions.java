package net.es.esmond.storage.cassandra.internal.schema;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How a keyspace is replicated.
 *
 * @param strategy simple name of its strategy's class
 * @param options the strategy's options: replicas by datacenter, or {@code replication_factor}
 */
public record KeyspaceOptions(String strategy, Map<String, String> options) {
  /** Copies the options. */
  public KeyspaceOptions {
    options = Map.copyOf(options);
  }

  static KeyspaceOptions of(Map<String, String> replication) {
    Map<String, String> options = new HashMap<>(replication);
    String strategy = options.remove("class");
    String name = strategy == null ? "" : strategy;
    return new KeyspaceOptions(name.substring(name.lastIndexOf('.') + 1), options);
  }

  /** As a CQL map, as it stands in a CREATE KEYSPACE statement. */
  String cql() {
    Map<String, String> all = new TreeMap<>(options);
    all.put("class", strategy);
    return all.entrySet().stream()
        .map(option -> quoted(option.getKey()) + ": " + quoted(option.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /**
   * Returns whether several datacenters have replicas.
   *
   * @return false for a strategy without datacenters
   */
  public boolean inSeveralDatacenters() {
    return options.size() > 1;
  }

  /**
   * Counts full replicas; a strategy without datacenters has the same in all.
   *
   * @param datacenter a datacenter
   * @return 0 when it has none
   */
  public int replicasIn(String datacenter) {
    String count = options.getOrDefault(datacenter, options.get("replication_factor"));
    // "3/1" would be three replicas, one of them transient.
    return count == null ? 0 : Integer.parseInt(count.split("/", -1)[0]);
  }
}

package net.es.esmond.storage.cassandra.internal.schema;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The replication options of a keyspace.
 *
 * @param strategy simple name of the strategy's class
 * @param options the strategy's options: replicas by datacenter, or {@code replication_factor}
 */
public record KeyspaceOptions(String strategy, Map<String, String> options) {
  /** Creates options. Copies the map. */
  public KeyspaceOptions {
    options = Map.copyOf(options);
  }

  static KeyspaceOptions of(Map<String, String> replication) {
    Map<String, String> options = new HashMap<>(replication);
    String strategy = options.remove("class");
    String name = strategy == null ? "" : strategy;
    return new KeyspaceOptions(name.substring(name.lastIndexOf('.') + 1), options);
  }

  /** Returns the options as the CQL map of a CREATE KEYSPACE statement. */
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
   * Returns the number of full replicas in a datacenter. A strategy without datacenters has the
   * same number in all.
   *
   * @param datacenter the datacenter's name
   * @return the number; 0 when the datacenter has none
   */
  public int replicasIn(String datacenter) {
    String count = options.getOrDefault(datacenter, options.get("replication_factor"));
    // "3/1" would be three replicas, one of them transient.
    return count == null ? 0 : Integer.parseInt(count.split("/", -1)[0]);
  }
}

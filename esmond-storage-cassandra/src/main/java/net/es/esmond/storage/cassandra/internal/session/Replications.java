package net.es.esmond.storage.cassandra.internal.session;

import java.util.HashMap;
import java.util.Map;
import net.es.esmond.storage.replication.KeyspaceReplication;

/**
 * Converts replications from and to the maps of options in Cassandra's own tables, which include
 * the strategy's class.
 */
public final class Replications {
  private Replications() {}

  /**
   * Reads a replication.
   *
   * @param options the options, the class among them
   * @return the replication; one with transient replicas counts as a strategy without counts
   */
  public static KeyspaceReplication of(Map<String, String> options) {
    Map<String, Integer> replicas = new HashMap<>();
    String strategy = "";
    for (Map.Entry<String, String> option : options.entrySet()) {
      String value = option.getValue();
      if (option.getKey().equals("class")) {
        strategy += value.substring(value.lastIndexOf('.') + 1);
      } else if (value.matches("\\d{1,9}")) {
        replicas.put(option.getKey(), Integer.parseInt(value));
      } else {
        // "3/1" means transient replicas, and their count cannot be changed here.
        strategy += "[" + option.getKey() + ": " + value + "]";
      }
    }
    return new KeyspaceReplication(strategy, replicas);
  }

  /**
   * Returns the options of a replication.
   *
   * @param replication the replication
   * @return the options, the class among them
   */
  public static Map<String, String> toOptions(KeyspaceReplication replication) {
    Map<String, String> options = new HashMap<>();
    options.put("class", replication.strategy());
    replication.replicas().forEach((key, count) -> options.put(key, String.valueOf(count)));
    return options;
  }
}

package net.es.esmond.storage.cassandra.internal.schema;

import com.datastax.oss.driver.api.core.Version;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.es.esmond.storage.cassandra.internal.session.Nodes;
import net.es.esmond.storage.internal.text.Listed;

/**
 * The versions of Cassandra that the nodes of a cluster run, such as 4.1 and 5.0. Nodes of one
 * version hand changes of the schema on to each other; nodes of two versions do not.
 *
 * @param nodes the nodes' addresses by version
 */
record ClusterVersions(Map<String, List<String>> nodes) {

  /**
   * Returns the versions that the driver knows. A node whose version it does not know is left out.
   */
  static ClusterVersions of(Metadata metadata) {
    Map<String, List<String>> nodes = new TreeMap<>();
    for (Node node : metadata.getNodes().values()) {
      Version version = node.getCassandraVersion();
      if (version != null) {
        nodes
            .computeIfAbsent(
                version.getMajor() + "." + version.getMinor(), absent -> new ArrayList<>())
            .add(Nodes.name(node));
      }
    }
    return new ClusterVersions(nodes);
  }

  boolean mixed() {
    return nodes.size() > 1;
  }

  @Override
  public String toString() {
    return nodes.entrySet().stream()
        .map(entry -> entry.getKey() + " on " + Listed.of(entry.getValue(), ", "))
        .collect(Collectors.joining("; "));
  }
}

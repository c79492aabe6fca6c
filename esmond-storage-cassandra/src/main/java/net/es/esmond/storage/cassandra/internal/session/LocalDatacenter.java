package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.internal.core.loadbalancing.nodeset.NodeSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.text.Listed;
import org.jspecify.annotations.Nullable;

/**
 * Decides which datacenter is local, which nodes it has, and which nodes serve requests. No other
 * class decides this, so one class has to change if requests shall go elsewhere when the local
 * datacenter is gone.
 */
public final class LocalDatacenter {
  private LocalDatacenter() {}

  /** Returns the configured datacenter, or the only one that the cluster has. */
  static String choose(Optional<String> configured, Collection<Node> nodes) {
    Set<String> datacenters = new TreeSet<>();
    for (Node node : nodes) {
      String datacenter = node.getDatacenter();
      if (datacenter != null) {
        datacenters.add(datacenter);
      }
    }
    if (configured.isPresent() && !datacenters.contains(configured.get())) {
      throw error(
          configured.get(),
          "must be one of the cluster's datacenters [" + Listed.of(datacenters, ", ") + "]");
    }
    if (configured.isEmpty() && datacenters.size() != 1) {
      throw error(
          null,
          "must be set, as the cluster has several datacenters: ["
              + Listed.of(datacenters, ", ")
              + "]");
    }
    return configured.orElseGet(() -> datacenters.iterator().next());
  }

  private static ConfException error(@Nullable String value, String rule) {
    return new ConfException("configuration", 0, "cassandra_local_datacenter", value, rule);
  }

  /**
   * Returns the live nodes that a request may go to. Nodes of other datacenters are not among them,
   * even as a last resort.
   */
  static Object[] serving(NodeSet live, String localDatacenter) {
    return live.dc(localDatacenter).toArray();
  }

  /** Returns the nodes whose states decide whether requests can be served, up or down. */
  static List<Node> serving(Metadata metadata) {
    return nodes(metadata);
  }

  /**
   * Returns the nodes of the local datacenter.
   *
   * @param metadata the driver's view of the cluster
   * @return the nodes, up or down
   */
  public static List<Node> nodes(Metadata metadata) {
    return metadata.getNodes().values().stream()
        .filter(node -> node.getDistance() == NodeDistance.LOCAL)
        .toList();
  }

  /**
   * Returns the name of the local datacenter.
   *
   * @param metadata the driver's view of the cluster
   * @return the name
   * @throws StoreException when none of its nodes is known
   */
  public static String name(Metadata metadata) {
    for (Node node : nodes(metadata)) {
      String datacenter = node.getDatacenter();
      if (datacenter != null) {
        return datacenter;
      }
    }
    throw new StoreException(
        ErrorCode.STORE_UNAVAILABLE,
        StoreException.Store.CASSANDRA,
        "no node of the local datacenter is known: check the nodes, then repeat the call",
        List.of(),
        null);
  }
}

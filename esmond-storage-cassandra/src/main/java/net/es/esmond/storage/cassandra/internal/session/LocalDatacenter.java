package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
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

/** Finds out which datacenter is local, and which nodes it has. */
public final class LocalDatacenter {
  private static final String LOCAL = "cassandra_local_datacenter";

  private LocalDatacenter() {}

  /**
   * Returns the configured datacenter, or the only one that the cluster has.
   *
   * @param remotes the datacenters that serve when the local one cannot
   * @throws ConfException when the cluster has not the datacenters that are named, or several and
   *     none is named
   */
  static String choose(Optional<String> configured, List<String> remotes, Collection<Node> nodes) {
    Set<String> datacenters = new TreeSet<>();
    for (Node node : nodes) {
      String datacenter = node.getDatacenter();
      if (datacenter != null) {
        datacenters.add(datacenter);
      }
    }
    if (configured.isPresent() && !datacenters.contains(configured.get())) {
      throw error(
          LOCAL,
          configured.get(),
          "must be one of the cluster's datacenters [" + Listed.of(datacenters, ", ") + "]");
    }
    if (configured.isEmpty() && datacenters.size() != 1) {
      throw error(
          LOCAL,
          null,
          "must be set, as the cluster has several datacenters: ["
              + Listed.of(datacenters, ", ")
              + "]");
    }
    String local = configured.orElseGet(() -> datacenters.iterator().next());
    datacenters.remove(local);
    for (String remote : remotes) {
      if (!datacenters.contains(remote)) {
        throw error(
            "cassandra_remote_datacenters",
            remote,
            "must be among the cluster's datacenters other than "
                + local
                + " ["
                + Listed.of(datacenters, ", ")
                + "]");
      }
    }
    return local;
  }

  private static ConfException error(String key, @Nullable String value, String rule) {
    return new ConfException("configuration", 0, key, value, rule);
  }

  /**
   * Returns the nodes that are up and have a connection: those of the local datacenter, or else of
   * the remote ones that may serve.
   *
   * @param metadata the driver's view of the cluster
   * @return the nodes; none when none is up
   */
  public static List<Node> connected(Metadata metadata) {
    List<Node> up =
        metadata.getNodes().values().stream()
            .filter(node -> node.getState() == NodeState.UP)
            .toList();
    List<Node> near = up.stream().filter(node -> node.getDistance() == NodeDistance.LOCAL).toList();
    return near.isEmpty()
        ? up.stream().filter(node -> node.getDistance() == NodeDistance.REMOTE).toList()
        : near;
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

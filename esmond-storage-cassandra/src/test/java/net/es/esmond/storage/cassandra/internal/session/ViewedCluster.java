package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** A cluster as a driver sees it: nodes whose states a test sets, and one keyspace. */
final class ViewedCluster {
  static final CqlIdentifier KEYSPACE = CqlIdentifier.fromInternal("esmond");

  private final Map<Node, NodeState> states = new LinkedHashMap<>();
  private final List<Node> nodes = new ArrayList<>();

  /** Adds a node that is up. */
  Node add(String datacenter) {
    int number = nodes.size() + 1;
    Node node =
        fake(
            Node.class,
            number,
            method ->
                switch (method) {
                  case "getDatacenter" -> datacenter;
                  case "getState" -> states.get(nodes.get(number - 1));
                  default -> datacenter + "/" + number;
                });
    nodes.add(node);
    states.put(node, NodeState.UP);
    return node;
  }

  void set(Node node, NodeState state) {
    states.put(node, state);
  }

  List<Node> nodes() {
    return nodes;
  }

  /** Another view at each call, as after a change of the schema. */
  Metadata view(Map<String, String> replicas) {
    return view(replicas, () -> {});
  }

  /** Another view; something happens whenever it is asked for the keyspace. */
  Metadata view(Map<String, String> replicas, Runnable asked) {
    Map<String, String> replication = new HashMap<>(replicas);
    replication.putIfAbsent("class", "org.apache.cassandra.locator.NetworkTopologyStrategy");
    KeyspaceMetadata keyspace = fake(KeyspaceMetadata.class, 0, method -> replication);
    Map<UUID, Node> byId = new LinkedHashMap<>();
    nodes.forEach(node -> byId.put(UUID.randomUUID(), node));
    return fake(
        Metadata.class,
        0,
        method -> {
          if (method.equals("getNodes")) {
            return byId;
          }
          asked.run();
          return Optional.of(keyspace);
        });
  }

  private static <T> T fake(Class<T> type, int hash, Function<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "equals" -> self == arguments[0];
                  case "hashCode" -> hash;
                  default -> Objects.requireNonNull(answers.apply(method.getName()));
                }));
  }
}

package net.es.esmond.storage.testkit.cassandra;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import net.es.esmond.storage.testkit.ServerException;

/**
 * What a node says about itself and its ring, asked over JMX.
 *
 * @param serves whether it answers CQL clients
 * @param live addresses of the nodes it takes for up, itself included
 * @param members addresses of the nodes it knows to have joined the ring, itself included
 * @param hostIds the ids of the nodes, by address
 * @param schema the version of the schema that it knows
 */
record NodeView(
    boolean serves,
    Set<String> live,
    Set<String> members,
    Map<String, String> hostIds,
    String schema) {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Asks a node; empty when it does not answer, or not yet. */
  static Optional<NodeView> ask(CassandraNode node) {
    try {
      return Optional.of(NodeJmx.call(node.jmxAddress().getPort(), TIMEOUT, NodeView::read));
    } catch (ServerException e) {
      return Optional.empty();
    }
  }

  /** Gossip first says that a node lives and only later that it has joined: clients need both. */
  boolean takesForUp(CassandraNode node) {
    return live.contains(node.host()) && hasJoined(node);
  }

  boolean hasJoined(CassandraNode node) {
    return members.contains(node.host());
  }

  private static NodeView read(MBeanServerConnection beans, ObjectName service)
      throws IOException, JMException {
    boolean serves = (Boolean) beans.getAttribute(service, "NativeTransportRunning");
    List<?> live = (List<?>) beans.getAttribute(service, "LiveNodes");
    Map<?, ?> tokens = (Map<?, ?>) beans.getAttribute(service, "TokenToEndpointMap");
    Map<?, ?> ids = (Map<?, ?>) beans.getAttribute(service, "EndpointToHostId");
    Map<String, String> hostIds = new HashMap<>();
    ids.forEach((address, id) -> hostIds.put(String.valueOf(address), String.valueOf(id)));
    String schema = String.valueOf(beans.getAttribute(service, "SchemaVersion"));
    return new NodeView(serves, texts(live), texts(tokens.values()), hostIds, schema);
  }

  private static Set<String> texts(Collection<?> values) {
    return values.stream().map(String::valueOf).collect(Collectors.toUnmodifiableSet());
  }
}

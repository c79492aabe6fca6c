package net.es.esmond.storage.testkit.cassandra;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import net.es.esmond.storage.testkit.ServerException;

/**
 * What a node says about itself and its ring, asked over JMX.
 *
 * @param serves whether it answers CQL clients
 * @param live addresses of the nodes it takes for up, itself included
 * @param members addresses of the nodes it knows to have joined the ring, itself included
 */
record NodeView(boolean serves, Set<String> live, Set<String> members) {
  private static final int TIMEOUT_S = 10;
  private static final String SERVICE = "org.apache.cassandra.db:type=StorageService";

  /** A JMX call cannot be given a deadline: a hung one is left to a thread of its own. */
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "esmond-testkit-jmx");
            thread.setDaemon(true);
            return thread;
          });

  /** Asks the node behind a local JMX port; empty when it does not answer, or not yet. */
  static Optional<NodeView> ask(int jmxPort) {
    Future<NodeView> answer = THREADS.submit(() -> read(jmxPort));
    try {
      return Optional.of(answer.get(TIMEOUT_S, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      answer.cancel(true);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Gossip first says that a node lives and only later that it has joined: clients need both. */
  boolean takesForUp(CassandraNode node) {
    String address = node.address().getAddress().getHostAddress();
    return live.contains(address) && members.contains(address);
  }

  /** Has the node link all that is in its tables to the folder {@code snapshots/TAG} of each. */
  static void takeSnapshot(int jmxPort, String tag) {
    try (JMXConnector connector = connect(jmxPort)) {
      connector
          .getMBeanServerConnection()
          .invoke(
              new ObjectName(SERVICE),
              "takeSnapshot",
              new Object[] {tag, Map.of(), new String[0]},
              new String[] {String.class.getName(), Map.class.getName(), String[].class.getName()});
    } catch (IOException | JMException e) {
      throw new ServerException("No snapshot could be taken", e);
    }
  }

  @SuppressWarnings("BanJNDI") // The other side is a node that we started.
  private static JMXConnector connect(int jmxPort) throws IOException {
    return JMXConnectorFactory.connect(
        new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + jmxPort + "/jmxrmi"));
  }

  private static NodeView read(int jmxPort) throws IOException, JMException {
    try (JMXConnector connector = connect(jmxPort)) {
      MBeanServerConnection beans = connector.getMBeanServerConnection();
      ObjectName service = new ObjectName(SERVICE);
      boolean serves = (Boolean) beans.getAttribute(service, "NativeTransportRunning");
      List<?> live = (List<?>) beans.getAttribute(service, "LiveNodes");
      Map<?, ?> tokens = (Map<?, ?>) beans.getAttribute(service, "TokenToEndpointMap");
      return new NodeView(serves, texts(live), texts(tokens.values()));
    }
  }

  private static Set<String> texts(Collection<?> values) {
    return values.stream().map(String::valueOf).collect(Collectors.toUnmodifiableSet());
  }
}

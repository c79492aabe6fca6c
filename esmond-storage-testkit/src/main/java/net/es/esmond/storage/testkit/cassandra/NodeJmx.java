package net.es.esmond.storage.testkit.cassandra;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import net.es.esmond.storage.testkit.ServerException;

/** Asks a node something over JMX, or tells it to do something. */
final class NodeJmx {
  private static final String SERVICE = "org.apache.cassandra.db:type=StorageService";

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  /** A JMX call cannot be given a deadline: a hung one is left to a thread of its own. */
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "esmond-testkit-jmx");
            thread.setDaemon(true);
            return thread;
          });

  private NodeJmx() {}

  /** What is done with a node's storage service. */
  @FunctionalInterface
  interface Call<T> {
    T on(MBeanServerConnection beans, ObjectName service) throws IOException, JMException;
  }

  /**
   * Makes a call to a node.
   *
   * @param port of its JMX, on this machine
   * @throws ServerException if it fails, or has not ended in time; it may go on then
   */
  static <T> T call(int port, Duration atMost, Call<T> call) {
    Future<T> answer = THREADS.submit(() -> connected(port, call));
    try {
      return answer.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new ServerException("JMX at port " + port + " failed: " + e.getCause(), e);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new ServerException("JMX at port " + port + " took over " + atMost, e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new ServerException("Interrupted while waiting for JMX", e);
    }
  }

  /** Has the node link all that is in its tables to the folder {@code snapshots/TAG} of each. */
  static void takeSnapshot(CassandraNode node, Duration atMost, String tag) {
    Object[] arguments = {tag, Map.of(), new String[0]};
    invoke(node, atMost, "takeSnapshot", arguments, String.class, Map.class, String[].class);
  }

  /** Has the node leave for good, even if fewer are left than a keyspace has replicas. */
  static void decommission(CassandraNode node, Duration atMost) {
    invoke(node, atMost, "decommission", new Object[] {true}, boolean.class);
  }

  /** Has the node drop another one, which is down for good, from the ring. */
  static void removeNode(CassandraNode node, Duration atMost, String hostId) {
    invoke(node, atMost, "removeNode", new Object[] {hostId}, String.class);
  }

  /** Has the node stream what it should have from another datacenter. */
  static void rebuild(CassandraNode node, Duration atMost, String datacenter) {
    invoke(node, atMost, "rebuild", new Object[] {datacenter}, String.class);
  }

  /**
   * Has the node compare a keyspace with the other replicas, and all of them get what they lack.
   */
  static void repair(CassandraNode node, Duration atMost, String keyspace) {
    Map<String, String> full = Map.of("incremental", "false", "parallelism", "parallel");
    call(
        node.jmxAddress().getPort(),
        atMost,
        (beans, service) -> {
          Object command =
              beans.invoke(
                  service,
                  "repairAsync",
                  new Object[] {keyspace, full},
                  new String[] {String.class.getName(), Map.class.getName()});
          List<?> status; // null until the repair begins
          do {
            LockSupport.parkNanos(PAUSE_NANOS);
            status =
                (List<?>)
                    beans.invoke(
                        service,
                        "getParentRepairStatus",
                        new Object[] {command},
                        new String[] {int.class.getName()});
          } while ((status == null || status.get(0).equals("IN_PROGRESS"))
              && !Thread.currentThread().isInterrupted());
          if (status == null || !status.get(0).equals("COMPLETED")) {
            throw new ServerException(
                "Repair of " + keyspace + " by " + node.name() + " ended: " + status);
          }
          return status;
        });
  }

  private static void invoke(
      CassandraNode node,
      Duration atMost,
      String operation,
      Object[] arguments,
      Class<?>... parameters) {
    String[] signature = new String[parameters.length];
    for (int i = 0; i < signature.length; i++) {
      signature[i] = parameters[i].getName();
    }
    try {
      Object unused =
          call(
              node.jmxAddress().getPort(),
              atMost,
              (beans, service) -> beans.invoke(service, operation, arguments, signature));
    } catch (ServerException e) {
      throw new ServerException(
          operation
              + " of "
              + node.name()
              + " failed; its last log lines:\n"
              + String.join("\n", node.lastLogLines(30)),
          e);
    }
  }

  @SuppressWarnings("BanJNDI") // The other side is a node that we started.
  private static <T> T connected(int port, Call<T> call) throws IOException, JMException {
    JMXServiceURL url =
        new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi");
    try (JMXConnector connector = JMXConnectorFactory.connect(url)) {
      return call.on(connector.getMBeanServerConnection(), new ObjectName(SERVICE));
    }
  }
}

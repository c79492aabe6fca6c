package net.es.esmond.storage.cassandra.internal.replication;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.management.MBeanServerConnection;
import javax.management.MalformedObjectNameException;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.replication.JmxAccess;

/**
 * A JMX connection to one node's storage service. It calls operations by name and needs none of
 * Cassandra's classes. JMX calls have no deadline: each runs on a thread of its own, which a hung
 * node occupies.
 */
final class JmxConnection implements AutoCloseable {
  static final String[] NO_SIGNATURE = {};

  private static final long CALL_SECONDS = 20;
  private static final ObjectName STORAGE_SERVICE = storageService();

  private final String address;
  private final ExecutorService threads;
  private final JMXConnector connector;
  private final MBeanServerConnection beans;

  JmxConnection(HostPort address, JmxAccess access, ExecutorService threads) {
    this.address = address.toString();
    this.threads = threads;
    Connected connected = call(() -> connect(address, access), CALL_SECONDS);
    connector = connected.connector();
    beans = connected.beans();
  }

  private record Connected(JMXConnector connector, MBeanServerConnection beans) {}

  @SuppressWarnings("BanJNDI") // The host names the node; nothing comes from other input.
  private static Connected connect(HostPort address, JmxAccess access) throws IOException {
    Map<String, Object> environment = new HashMap<>();
    if (access.user().isPresent() && access.password().isPresent()) {
      environment.put(
          JMXConnector.CREDENTIALS,
          new String[] {access.user().get(), access.password().get().reveal()});
    }
    if (access.tls()) {
      // This is for the registry. The connection itself is made as the node's stub says.
      environment.put("com.sun.jndi.rmi.factory.socket", new SslRMIClientSocketFactory());
    }
    JMXServiceURL url = new JMXServiceURL("service:jmx:rmi:///jndi/rmi://" + address + "/jmxrmi");
    JMXConnector connector = JMXConnectorFactory.connect(url, environment);
    return new Connected(connector, connector.getMBeanServerConnection());
  }

  private static ObjectName storageService() {
    try {
      return new ObjectName("org.apache.cassandra.db:type=StorageService");
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Calls an operation that returns within seconds. */
  Object invoke(String operation, Object[] arguments, String... signature) {
    return call(() -> beans.invoke(STORAGE_SERVICE, operation, arguments, signature), CALL_SECONDS);
  }

  /**
   * Calls an operation that may take until the deadline. Meanwhile it checks periodically that the
   * node still answers.
   */
  Object invokeLong(Deadline deadline, String operation, Object[] arguments, String... signature) {
    Future<Object> running =
        threads.submit(() -> beans.invoke(STORAGE_SERVICE, operation, arguments, signature));
    while (true) {
      try {
        long patience = Math.min(CALL_SECONDS * 1000, deadline.remaining().toMillis() + 1);
        return running.get(patience, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (deadline.expired()) {
          throw error(ErrorCode.DEADLINE_EXCEEDED, operation + " goes on past its deadline", e);
        }
        var unused = call(() -> beans.getAttribute(STORAGE_SERVICE, "OperationMode"), CALL_SECONDS);
      } catch (ExecutionException e) {
        throw error(ErrorCode.STORE_UNAVAILABLE, String.valueOf(e.getCause()), e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw error(ErrorCode.INTERRUPTED, "interrupted", e);
      }
    }
  }

  /** Adds a listener to the notifications of the storage service. */
  void listen(NotificationListener listener) {
    var unused =
        call(
            () -> {
              beans.addNotificationListener(STORAGE_SERVICE, listener, null, null);
              return true;
            },
            CALL_SECONDS);
  }

  private <T> T call(Callable<T> call, long seconds) {
    Future<T> running = threads.submit(call);
    try {
      return running.get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      running.cancel(true);
      throw error(ErrorCode.STORE_UNAVAILABLE, "no answer over JMX in " + seconds + " s", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SecurityException refused
          ? error(ErrorCode.AUTHENTICATION_FAILED, "JMX refused the credentials", refused)
          : error(ErrorCode.STORE_UNAVAILABLE, String.valueOf(e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      running.cancel(true);
      Thread.currentThread().interrupt();
      throw error(ErrorCode.INTERRUPTED, "interrupted", e);
    }
  }

  private StoreException error(
      ErrorCode code, String answer, @org.jspecify.annotations.Nullable Throwable cause) {
    return new StoreException(
        code,
        StoreException.Store.CASSANDRA,
        "the node's JMX did not serve the call: check its port, user and certificate",
        List.of(new Attempt(address, answer)),
        cause);
  }

  @Override
  public void close() {
    // A connector waits for the node to say goodbye.
    threads.execute(
        () -> {
          try {
            connector.close();
          } catch (IOException e) {
            // The node is gone, and the connection with it.
          }
        });
  }
}

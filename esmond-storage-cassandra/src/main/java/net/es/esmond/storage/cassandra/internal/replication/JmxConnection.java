package net.es.esmond.storage.cassandra.internal.replication;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
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

  /** Time that a call may take which returns within seconds. */
  static final Duration CALL = Duration.ofSeconds(20);

  private static final ObjectName STORAGE_SERVICE = storageService();

  private final String address;
  private final Executor threads;
  private final Duration patience;
  private final JMXConnector connector;
  private final MBeanServerConnection beans;

  /**
   * Connects to a node.
   *
   * @param threads runs each call on a thread of its own, which a hung node may keep for ever
   * @param patience how long a call that returns within seconds is waited for
   */
  JmxConnection(HostPort address, JmxAccess access, Executor threads, Duration patience) {
    this.address = address.toString();
    this.threads = threads;
    this.patience = patience;
    Connected connected = call(() -> connect(address, access), late -> close(late.connector()));
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
    return call(() -> beans.invoke(STORAGE_SERVICE, operation, arguments, signature), late -> {});
  }

  /**
   * Calls an operation that may take until the deadline. Meanwhile it checks periodically that the
   * node still answers.
   */
  Object invokeLong(Deadline deadline, String operation, Object[] arguments, String... signature) {
    FutureTask<Object> running =
        new FutureTask<>(() -> beans.invoke(STORAGE_SERVICE, operation, arguments, signature));
    threads.execute(running);
    while (true) {
      try {
        long millis = Math.min(patience.toMillis(), deadline.remaining().toMillis() + 1);
        return running.get(millis, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (deadline.expired()) {
          throw error(ErrorCode.DEADLINE_EXCEEDED, operation + " goes on past its deadline", e);
        }
        var unused = call(() -> beans.getAttribute(STORAGE_SERVICE, "OperationMode"), late -> {});
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
            late -> {});
  }

  /** Waits for a call. An answer that nobody waits for any more is handed to the consumer. */
  private <T> T call(Callable<T> call, Consumer<T> late) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    threads.execute(
        () -> {
          try {
            T value = call.call();
            if (!answer.complete(value)) {
              late.accept(value);
            }
          } catch (Throwable e) {
            answer.completeExceptionally(e);
          }
        });
    try {
      // Whichever comes first, the answer or the end of the patience, is what this call ends by.
      try {
        return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        answer.completeExceptionally(e);
        return answer.get();
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof TimeoutException) {
        String none = "no answer over JMX in " + patience.toMillis() + " ms";
        throw error(ErrorCode.STORE_UNAVAILABLE, none, cause);
      }
      throw cause instanceof SecurityException
          ? error(ErrorCode.AUTHENTICATION_FAILED, "JMX refused the credentials", cause)
          : error(ErrorCode.STORE_UNAVAILABLE, String.valueOf(cause), cause);
    } catch (InterruptedException e) {
      answer.completeExceptionally(e);
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
    threads.execute(() -> close(connector));
  }

  private static void close(JMXConnector connector) {
    try {
      connector.close();
    } catch (IOException e) {
      // The node is gone, and the connection with it.
    }
  }
}

package net.es.esmond.storage.cassandra.internal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.UnicastRemoteObject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import javax.management.remote.JMXAuthenticator;
import javax.management.remote.JMXConnectionNotification;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXPrincipal;
import javax.management.remote.JMXServiceURL;
import javax.security.auth.Subject;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.replication.JmxAccess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a JMX server in this JVM, which has a storage service and asks for a password. */
class JmxConnectionTest {
  private static final JmxAccess ANYWHERE = JmxAccess.onPort(7199);
  private static final CountDownLatch CLEANED = new CountDownLatch(1);
  private static final CountDownLatch ADMITTED = new CountDownLatch(1);

  private static final ExecutorService THREADS = Executors.newCachedThreadPool();
  private static Registry registry;
  private static JMXConnectorServer server;
  private static HostPort address;

  /** What the tests call of Cassandra's. */
  public interface Service {
    String getOperationMode();

    int repairAsync(String keyspace, Map<String, String> options);

    int forceKeyspaceCleanup(String keyspace) throws InterruptedException;
  }

  private static final class StorageService implements Service {
    @Override
    public String getOperationMode() {
      return "NORMAL";
    }

    @Override
    public int repairAsync(String keyspace, Map<String, String> options) {
      return options.get("incremental").equals("false") ? 7 : 0;
    }

    @Override
    public int forceKeyspaceCleanup(String keyspace) throws InterruptedException {
      CLEANED.await();
      return 0;
    }
  }

  @BeforeAll
  static void serve() throws Exception {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    beans.registerMBean(
        new StandardMBean(new StorageService(), Service.class),
        new ObjectName("org.apache.cassandra.db:type=StorageService"));
    int port = freePort();
    address = new HostPort("127.0.0.1", port);
    registry = LocateRegistry.createRegistry(port);
    JMXAuthenticator login = JmxConnectionTest::login;
    server =
        JMXConnectorServerFactory.newJMXConnectorServer(
            new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi"),
            Map.of(JMXConnectorServer.AUTHENTICATOR, login),
            beans);
    server.start();
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private static Subject login(Object credentials) {
    if (credentials instanceof String[] pair
        && pair[0].equals("operator")
        && pair[1].equals("right")) {
      return new Subject();
    }
    if (credentials instanceof String[] pair && pair[0].equals("late")) {
      try {
        ADMITTED.await();
      } catch (InterruptedException e) {
        throw new SecurityException(e);
      }
      return new Subject(true, Set.of(new JMXPrincipal("late")), Set.of(), Set.of());
    }
    throw new SecurityException("no");
  }

  @AfterAll
  static void stop() throws Exception {
    CLEANED.countDown();
    server.stop();
    UnicastRemoteObject.unexportObject(registry, true);
    THREADS.shutdownNow();
    ManagementFactory.getPlatformMBeanServer()
        .unregisterMBean(new ObjectName("org.apache.cassandra.db:type=StorageService"));
  }

  @Test
  void logs_in_and_calls_the_storage_service() {
    try (JmxConnection jmx =
        new JmxConnection(
            address, ANYWHERE.as("operator", new Secret("right")), THREADS, JmxConnection.CALL)) {
      assertThat(
              jmx.invoke(
                  "repairAsync",
                  new Object[] {"esmond", Map.of("incremental", "false")},
                  String.class.getName(),
                  Map.class.getName()))
          .isEqualTo(7);
    }
  }

  @Test
  void a_wrong_password_is_told_as_such() {
    JmxAccess wrong = ANYWHERE.as("operator", new Secret("wrong"));

    assertThatThrownBy(() -> new JmxConnection(address, wrong, THREADS, JmxConnection.CALL))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED));
  }

  @Test
  void a_connection_that_comes_too_late_is_closed() throws Exception {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    server.addNotificationListener(
        (notification, handback) -> {
          if (notification.getType().equals(JMXConnectionNotification.CLOSED)
              && ((JMXConnectionNotification) notification).getConnectionId().contains("late")) {
            closed.complete(null);
          }
        },
        null,
        null);
    JmxAccess late = ANYWHERE.as("late", new Secret("right"));
    assertThatThrownBy(() -> new JmxConnection(address, late, THREADS, Duration.ofMillis(100)))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));

    ADMITTED.countDown();

    assertThat(closed).succeedsWithin(Duration.ofSeconds(20));
  }

  @Test
  void nobody_listening_is_unavailable_and_names_the_address() throws Exception {
    HostPort nobody = new HostPort("127.0.0.1", freePort());

    assertThatThrownBy(() -> new JmxConnection(nobody, ANYWHERE, THREADS, JmxConnection.CALL))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
              assertThat(e.attempts()).hasSize(1);
              assertThat(e.attempts().get(0).node()).isEqualTo(nobody.toString());
            });
  }

  @Test
  void an_operation_that_goes_on_ends_at_its_deadline() {
    try (JmxConnection jmx =
        new JmxConnection(
            address, ANYWHERE.as("operator", new Secret("right")), THREADS, JmxConnection.CALL)) {
      assertThatThrownBy(
              () ->
                  jmx.invokeLong(
                      Deadline.after(Duration.ofSeconds(1)),
                      "forceKeyspaceCleanup",
                      new Object[] {"esmond"},
                      String.class.getName()))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED));
    }
  }
}

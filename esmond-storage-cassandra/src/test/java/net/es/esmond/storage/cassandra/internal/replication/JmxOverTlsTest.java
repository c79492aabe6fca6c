package net.es.esmond.storage.cassandra.internal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.replication.JmxAccess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against the JVM's own JMX agent with TLS, as a Cassandra node has it. Server and client run in
 * JVMs of their own, because key and trust stores are a JVM's.
 */
class JmxOverTlsTest {
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  @TempDir static Path folder;

  private static Path keys;
  private static Process server;
  private static int port;

  /** What the client asks for. */
  public interface Service {
    String mode();
  }

  /** A node's side: serves until it is killed. */
  static final class Server {
    public static void main(String[] args) throws Exception {
      Service service = () -> "NORMAL";
      ManagementFactory.getPlatformMBeanServer()
          .registerMBean(
              new StandardMBean(service, Service.class),
              new ObjectName("org.apache.cassandra.db:type=StorageService"));
      System.out.println("serving");
      new CountDownLatch(1).await();
    }
  }

  /** The library's side: exits with 0 when it was served. */
  static final class Client {
    public static void main(String[] args) {
      JmxAccess plain = JmxAccess.onPort(7199);
      JmxAccess access = args[1].equals("tls") ? plain.withTls() : plain;
      HostPort node = new HostPort("127.0.0.1", Integer.parseInt(args[0]));
      try (JmxConnection jmx =
          new JmxConnection(node, access, Executors.newCachedThreadPool(), JmxConnection.CALL)) {
        System.exit(jmx.invoke("mode", new Object[0]).equals("NORMAL") ? 0 : 2);
      } catch (StoreException e) {
        System.exit(1);
      }
    }
  }

  @BeforeAll
  static void serve() throws Exception {
    keys = folder.resolve("keys.p12");
    run(
        JAVA_HOME.resolve("bin/keytool").toString(),
        "-genkeypair -alias node -keyalg RSA -dname CN=127.0.0.1 -ext SAN=ip:127.0.0.1",
        "-storetype PKCS12 -storepass secret -keypass secret -keystore " + keys);
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = socket.getLocalPort();
    }
    server =
        start(
            Server.class,
            List.of(
                "-Dcom.sun.management.jmxremote.port=" + port,
                "-Dcom.sun.management.jmxremote.rmi.port=" + port,
                "-Djava.rmi.server.hostname=127.0.0.1",
                "-Dcom.sun.management.jmxremote.authenticate=false",
                "-Dcom.sun.management.jmxremote.ssl=true",
                "-Dcom.sun.management.jmxremote.registry.ssl=true",
                "-Djavax.net.ssl.keyStore=" + keys,
                "-Djavax.net.ssl.keyStorePassword=secret"));
    BufferedReader out = server.inputReader();
    assertThat(out.readLine()).isEqualTo("serving");
  }

  @AfterAll
  static void stop() {
    server.destroyForcibly();
  }

  @Test
  void a_node_that_the_trust_store_knows_is_served() throws Exception {
    assertThat(exit("tls", trust())).isZero();
  }

  @Test
  void a_node_that_nobody_vouches_for_is_not_talked_to() throws Exception {
    assertThat(exit("tls", List.of())).isEqualTo(1);
  }

  @Test
  void without_tls_such_a_node_cannot_be_reached() throws Exception {
    assertThat(exit("plain", trust())).isEqualTo(1);
  }

  private static List<String> trust() {
    return List.of(
        "-Djavax.net.ssl.trustStore=" + keys, "-Djavax.net.ssl.trustStorePassword=secret");
  }

  private static int exit(String mode, List<String> options) throws Exception {
    Process client = start(Client.class, options, String.valueOf(port), mode);
    assertThat(client.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return client.exitValue();
  }

  private static Process start(Class<?> program, List<String> options, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(JAVA_HOME.resolve("bin/java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    Collections.addAll(command, arguments);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static void run(String... words) throws Exception {
    List<String> command = Stream.of(words).flatMap(w -> Stream.of(w.split(" "))).toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    assertThat(process.waitFor()).as(process.inputReader().lines().toList().toString()).isZero();
  }
}

package net.es.esmond.storage.testkit.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.ReplicationManager;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.replication.JmxAccess;
import net.es.esmond.storage.replication.ReplicationOptions;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import net.es.esmond.storage.testkit.cassandra.Certificates;
import net.es.esmond.storage.testkit.internal.Commands;
import net.es.esmond.storage.testkit.internal.Folders;
import net.es.esmond.storage.testkit.internal.FreePorts;
import net.es.esmond.storage.testkit.internal.Loopback;

/** The nodes' JMX, with a password and over TLS as operators set it up, and a change through it. */
final class SecuredJmx {
  private static final String USER = "operator";
  private static final String PASSWORD = "c0ntrol-s3cret";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private SecuredJmx() {}

  /** Adds a replica, and repairs through it. The trust store is that of this whole JVM. */
  static void alter(Site site) {
    Path folder = Folders.temporary("jmx");
    Map<String, HostPort> addresses = new HashMap<>();
    try {
      Certificates certificates = Certificates.make(folder, "127.0.0.1");
      System.setProperty("javax.net.ssl.trustStore", certificates.clientTrust().toString());
      System.setProperty("javax.net.ssl.trustStorePassword", Certificates.PASSWORD);
      writeFiles(folder, certificates);
      for (CassandraNode node : site.ring().nodes()) {
        int port = FreePorts.pick(List.of(Loopback.parse("127.0.0.1")));
        listen(node, port, folder);
        addresses.put(
            node.address().getAddress().getHostAddress(), new HostPort("127.0.0.1", port));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    JmxAccess access =
        JmxAccess.at(node -> Objects.requireNonNull(addresses.get(node.address())))
            .as(USER, new Secret(PASSWORD))
            .withTls();
    try (EsmondStorage storage =
        site.builder(site.conf(Site.KEYSPACE))
            .replication(ReplicationOptions.defaults().withJmx(access))
            .open()) {
      ReplicationManager replication = storage.replication();
      replication.apply(replication.plan(3));
      assertThat(replication.awaitChange(Site.LONG).change()).isEmpty();
    }
    site.work();
  }

  private static void writeFiles(Path folder, Certificates certificates) throws IOException {
    Path passwords = folder.resolve("passwords");
    Files.createFile(
        passwords,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(passwords, USER + " " + PASSWORD + "\n");
    Files.writeString(folder.resolve("access"), USER + " readwrite\n");
    Files.writeString(
        folder.resolve("tls"),
        "javax.net.ssl.keyStore=%s\njavax.net.ssl.keyStorePassword=%s\n"
            .formatted(certificates.serverKeys(), Certificates.PASSWORD));
  }

  /** Starts the JVM's own agent in a node, beside the port that the ring looks at. */
  private static void listen(CassandraNode node, int port, Path folder) {
    String unused =
        Commands.run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(node.pid()),
                "ManagementAgent.start",
                "jmxremote.host=127.0.0.1",
                "jmxremote.port=" + port,
                "jmxremote.rmi.port=" + port,
                "jmxremote.authenticate=true",
                "jmxremote.password.file=" + folder.resolve("passwords"),
                "jmxremote.access.file=" + folder.resolve("access"),
                "jmxremote.ssl=true",
                "jmxremote.registry.ssl=true",
                "jmxremote.ssl.config.file=" + folder.resolve("tls")),
            TIMEOUT);
  }
}

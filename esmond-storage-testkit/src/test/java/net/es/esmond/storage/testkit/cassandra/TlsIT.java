package net.es.esmond.storage.testkit.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.cassandra.CassandraSessionFactory;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.TlsConf;
import net.es.esmond.storage.conf.TlsConfBuilder;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.testkit.archive.ArchiveServers;
import net.es.esmond.storage.testkit.archive.BackEnd;
import net.es.esmond.storage.testkit.archive.Setup;
import net.es.esmond.storage.testkit.archive.TestArchive;
import net.es.esmond.storage.testkit.internal.SystemProperties;
import net.es.esmond.storage.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that talks TLS only, and only to clients whose certificate it trusts. */
class TlsIT {
  private static final String ADDRESS = "127.0.20.71";

  @TempDir static Path folder;

  private static Certificates certificates;
  private static CassandraRing ring;

  @BeforeAll
  static void start() throws Exception {
    certificates = Certificates.make(folder, ADDRESS);
    ring =
        CassandraRing.builder()
            .nodes(1)
            .firstAddress(ADDRESS)
            .setting(
                "client_encryption_options",
                Map.of(
                    "enabled",
                    true,
                    "optional",
                    false,
                    "keystore",
                    certificates.serverKeys().toString(),
                    "keystore_password",
                    Certificates.PASSWORD,
                    "store_type",
                    "PKCS12",
                    "require_client_auth",
                    true,
                    "truststore",
                    certificates.serverTrust().toString(),
                    "truststore_password",
                    Certificates.PASSWORD))
            .start();
  }

  @AfterAll
  static void stop() {
    ring.close();
  }

  @Test
  void a_trusted_client_is_served_and_the_servers_name_checked() {
    TlsConf conf =
        tls(Optional.of(certificates.clientTrust()), Optional.of(certificates.clientKeys()));
    try (TimeSeriesStore store = confs().tls(conf).open()) {
      assertThat(
              store
                  .partitions(
                      Series.base("tls", EventType.of("throughput")),
                      Optional.empty(),
                      CassandraConfs.soon())
                  .toCompletableFuture()
                  .join())
          .isEmpty();
    }
  }

  @Test
  void archives_of_tests_on_servers_that_run_already_leave_no_keyspace() throws IOException {
    try (PostgresServer postgres = PostgresServer.builder().address(ADDRESS).start();
        SystemProperties properties = new SystemProperties();
        CqlSession session = CassandraSessionFactory.of(conf()).open(CassandraConfs.soon())) {
      properties.set("esmond.testkit.conf", file(postgres));
      String keyspace;
      try (ArchiveServers servers = BackEnd.RUNNING.start(Setup.SMALLEST);
          TestArchive archive =
              TestArchive.create(servers, "tls", 1, EsmondStorageBuilder::onlyMeasurements)) {
        archive.open().close();
        keyspace = archive.conf().cassandra().keyspace();
        assertThat(keyspaces(session)).contains(keyspace);
      }
      assertThat(keyspaces(session)).doesNotContain(keyspace);
    }
  }

  private static List<String> keyspaces(CqlSession session) {
    return session.execute("SELECT keyspace_name FROM system_schema.keyspaces").all().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static CassandraConf conf() {
    return CassandraConf.builder()
        .servers(RingAddresses.of(ring))
        .tls(tls(Optional.of(certificates.clientTrust()), Optional.of(certificates.clientKeys())))
        .build();
  }

  private static Path file(PostgresServer postgres) throws IOException {
    return Files.writeString(
        folder.resolve("esmond.conf"),
        """
        [main]
        cassandra_servers = %s
        cassandra_tls = yes
        cassandra_tls_trust_store = %s
        cassandra_tls_trust_store_password = %s
        cassandra_tls_key_store = %s
        cassandra_tls_key_store_password = %s
        sql_db_host = %s
        sql_db_port = %s
        sql_db_user = %s
        sql_db_password = %s
        """
            .formatted(
                RingAddresses.of(ring).get(0),
                certificates.clientTrust(),
                Certificates.PASSWORD,
                certificates.clientKeys(),
                Certificates.PASSWORD,
                ADDRESS,
                postgres.address().getPort(),
                postgres.user(),
                postgres.password()));
  }

  @Test
  void a_client_without_a_certificate_is_turned_away() {
    refused(tls(Optional.of(certificates.clientTrust()), Optional.empty()));
  }

  @Test
  void an_untrusted_server_is_not_talked_to() {
    refused(tls(Optional.of(certificates.serverTrust()), Optional.of(certificates.clientKeys())));
  }

  @Test
  void plain_text_is_turned_away() {
    refused(TlsConf.off());
  }

  @Test
  void a_store_that_its_password_does_not_open_is_named() {
    TlsConf conf =
        TlsConf.builder()
            .enabled(true)
            .trustStore(certificates.clientTrust())
            .trustStorePassword(new Secret("wr0ng"))
            .build();
    assertThatThrownBy(() -> confs().tls(conf).open())
        .isInstanceOf(ConfException.class)
        .hasMessageContaining("cassandra_tls_trust_store")
        .hasMessageContaining("client-trust.p12")
        .hasMessageNotContaining("wr0ng");
  }

  private static void refused(TlsConf conf) {
    assertThatThrownBy(() -> confs().tls(conf).startTimeout(Duration.ofSeconds(3)).open())
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
              StringWriter text = new StringWriter();
              e.printStackTrace(new PrintWriter(text));
              assertThat(text.toString()).contains(ADDRESS).doesNotContain(Certificates.PASSWORD);
            });
  }

  private static CassandraConfs confs() {
    return CassandraConfs.of(RingAddresses.of(ring), "tls").replicas(1);
  }

  private static TlsConf tls(Optional<Path> trust, Optional<Path> keys) {
    Secret password = new Secret(Certificates.PASSWORD);
    TlsConfBuilder conf = TlsConf.builder().enabled(true);
    trust.ifPresent(path -> conf.trustStore(path).trustStorePassword(password));
    keys.ifPresent(path -> conf.keyStore(path).keyStorePassword(password));
    return conf.build();
  }
}

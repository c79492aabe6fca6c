package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.conf.TlsConf;
import net.es.esmond.storage.conf.TlsConfBuilder;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.testkit.cassandra.Certificates;
import net.es.esmond.storage.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that talks TLS only, and only to clients whose certificate it trusts. */
class TlsIT {
  /** The server's certificate names it; it listens on another address, too. */
  private static final String NAMED = "127.0.33.21";

  private static final String NOT_NAMED = "127.0.33.22";
  private static final String DATABASE = "tls";

  @TempDir static Path folder;

  private static Certificates certificates;
  private static PostgresServer server;

  @BeforeAll
  static void start() throws Exception {
    certificates = Certificates.make(folder, NAMED);
    Path rules = folder.resolve("rules.conf");
    Files.writeString(
        rules,
        """
        hostssl tls all 127.0.0.0/8 scram-sha-256 clientcert=verify-ca
        host postgres all 127.0.0.0/8 scram-sha-256
        """);
    server =
        PostgresServer.builder()
            .address(NAMED)
            .setting("listen_addresses", NAMED + "," + NOT_NAMED)
            .setting("hba_file", rules.toString())
            .setting("ssl", "on")
            .setting(
                "ssl_cert_file", PemFiles.certificate(certificates.serverKeys(), "server") + "")
            .setting("ssl_key_file", PemFiles.key(certificates.serverKeys(), "server") + "")
            .setting("ssl_ca_file", PemFiles.certificate(certificates.clientKeys(), "client") + "")
            .start();
    server.createDatabase(DATABASE);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static TlsConfBuilder trusting(Path authorities) {
    return TlsConf.builder()
        .enabled(true)
        .trustStore(authorities)
        .trustStorePassword(new Secret(Certificates.PASSWORD));
  }

  private static TlsConfBuilder right() {
    return trusting(certificates.clientTrust())
        .keyStore(certificates.clientKeys())
        .keyStorePassword(new Secret(Certificates.PASSWORD));
  }

  private static SqlConf conf(String address, TlsConf tls) {
    return SqlConf.builder()
        .servers(List.of(new HostPort(address, server.address().getPort())))
        .database(DATABASE)
        .user(server.user())
        .password(new Secret(server.password()))
        .tls(tls)
        .connectTimeout(Duration.ofSeconds(2))
        .startTimeout(Duration.ofMinutes(1))
        .build();
  }

  private static StoreException refused(TlsConf tls) {
    return refused(conf(NAMED, tls));
  }

  private static StoreException refused(SqlConf conf) {
    return catchThrowableOfType(StoreException.class, () -> SqlDatabase.open(conf).close());
  }

  /** Whoever does not trust the server tries again until its time is over. */
  private static StoreException distrusted(String address, TlsConf tls) {
    return refused(conf(address, tls).toBuilder().startTimeout(Duration.ofSeconds(3)).build());
  }

  @Test
  void a_trusted_client_is_served_and_every_connection_is_encrypted() throws Exception {
    try (MetadataStore store = SqlDatabase.open(conf(NAMED, right().build()));
        Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*), bool_and(ssl), min(client_dn) FROM pg_stat_ssl"
                    + " JOIN pg_stat_activity USING (pid) WHERE datname = 'tls'")) {
      assertThat(SqlDatabase.await(store.find("any", SqlDatabase.soon()))).isEmpty();
      row.next();
      assertThat(row.getInt(1)).isPositive();
      assertThat(row.getBoolean(2)).isTrue();
      assertThat(row.getString(3)).isEqualTo("/CN=client");
    }
  }

  @Test
  void a_client_without_a_certificate_is_turned_away() {
    StoreException e = refused(trusting(certificates.clientTrust()).build());

    assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
    assertThat(e).hasMessageContaining("certificate");
  }

  @Test
  void an_untrusted_server_is_not_talked_to() {
    StoreException e = distrusted(NAMED, right().trustStore(certificates.serverTrust()).build());

    assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(e).hasMessageContaining("certif");
  }

  @Test
  void a_certificate_for_another_name_is_refused_unless_configured() {
    assertThat(distrusted(NOT_NAMED, right().build()).code())
        .isEqualTo(ErrorCode.STORE_UNAVAILABLE);

    SqlDatabase.open(conf(NOT_NAMED, right().hostnameVerification(false).build())).close();
  }

  @Test
  void plain_text_is_turned_away() {
    assertThat(refused(TlsConf.off()).code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
  }

  @Test
  void a_store_that_its_password_does_not_open_is_named() {
    TlsConf conf = right().keyStorePassword(new Secret("wr0ng")).build();

    assertThatThrownBy(() -> SqlDatabase.open(conf(NAMED, conf)))
        .isInstanceOf(ConfException.class)
        .hasMessageContaining("sql_db_tls_key_store")
        .hasMessageContaining("client.p12")
        .hasMessageNotContaining("wr0ng");
  }
}

package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.Test;

class RealServersIT {
  private static final String ADDRESS = "127.0.37.31";

  @Test
  void a_database_is_dropped_even_if_its_keyspace_cannot_be() throws SQLException {
    try (PostgresServer postgres = PostgresServer.builder().address(ADDRESS).start();
        ArchiveServers servers = new RealServers(withoutNodes(postgres), List.of())) {
      EsmondConf archive = servers.create("unused", 1);
      postgres.connect("unused").close();

      assertThatThrownBy(() -> servers.drop(archive))
          .isInstanceOf(ServerException.class)
          .hasMessageContaining("Keyspace unused could not be dropped");

      assertThatThrownBy(() -> postgres.connect("unused"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("3D000"));
    }
  }

  private static EsmondConf withoutNodes(PostgresServer postgres) {
    return EsmondConf.of(
        CassandraConf.builder()
            .servers(List.of(new HostPort(ADDRESS, 9042)))
            .startTimeout(Duration.ofSeconds(1))
            .build(),
        SqlConf.builder()
            .servers(List.of(new HostPort(ADDRESS, postgres.address().getPort())))
            .user(postgres.user())
            .password(new Secret(postgres.password()))
            .build());
  }
}

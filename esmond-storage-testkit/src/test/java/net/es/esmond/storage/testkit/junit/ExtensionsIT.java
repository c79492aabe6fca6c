package net.es.esmond.storage.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import net.es.esmond.storage.testkit.Server.State;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ExtensionsIT {

  @RegisterExtension
  static final ServerExtension<CassandraRing> RING =
      ServerExtension.of(CassandraRing.builder().nodes(1).firstAddress("127.0.10.1")::start);

  @RegisterExtension
  static final ServerExtension<PostgresServer> SHARED =
      ServerExtension.shared("extensions", PostgresServer.builder().address("127.0.10.1")::start);

  @RegisterExtension
  final ServerExtension<PostgresServer> own =
      ServerExtension.of(PostgresServer.builder().address("127.0.10.1")::start);

  @Test
  void servers_run_before_the_test() throws Exception {
    assertThat(RING.get().node(1).state()).isEqualTo(State.RUNNING);
    try (Connection connection = SHARED.get().connect("postgres")) {
      assertThat(connection.isValid(1)).isTrue();
    }
    assertThat(own.get()).isNotSameAs(SHARED.get());
    assertThat(own.get().state()).isEqualTo(State.RUNNING);
  }
}

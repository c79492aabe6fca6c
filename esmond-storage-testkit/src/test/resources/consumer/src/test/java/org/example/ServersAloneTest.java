package org.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import net.es.esmond.storage.testkit.junit.ServerExtension;
import net.es.esmond.storage.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server without an archive. */
class ServersAloneTest {
  @RegisterExtension
  static final ServerExtension<PostgresServer> POSTGRES =
      ServerExtension.of(PostgresServer.builder()::start);

  @Test
  void a_server_restarts_with_its_data() throws SQLException {
    POSTGRES.get().createDatabase("mine");
    POSTGRES.get().restart();
    try (Connection connection = POSTGRES.get().connect("mine")) {
      assertTrue(connection.isValid(5));
    }
  }
}

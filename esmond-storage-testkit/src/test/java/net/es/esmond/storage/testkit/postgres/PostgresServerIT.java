package net.es.esmond.storage.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import net.es.esmond.storage.testkit.Server.State;
import org.junit.jupiter.api.Test;

class PostgresServerIT {

  @Test
  void keeps_its_databases_when_killed_and_started_again() throws Exception {
    try (PostgresServer server = PostgresServer.builder().address("127.0.10.1").start()) {
      server.createDatabase("esmond");
      server.kill();
      assertThat(server.state()).isEqualTo(State.STOPPED);
      server.start();
      try (Connection connection = server.connect("esmond")) {
        assertThat(connection.isValid(1)).isTrue();
      }
    }
  }

  @Test
  void refuses_a_wrong_password() {
    try (PostgresServer server = PostgresServer.builder().address("127.0.10.1").start()) {
      assertThatThrownBy(
              () -> DriverManager.getConnection(server.jdbcUrl("postgres"), "postgres", "wrong"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
    }
  }
}

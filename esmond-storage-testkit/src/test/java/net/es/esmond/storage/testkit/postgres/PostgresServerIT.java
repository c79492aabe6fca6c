package net.es.esmond.storage.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.testkit.Server.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void a_start_that_is_interrupted_leaves_nothing_behind(@TempDir Path folder) throws Exception {
    PostgresServerBuilder neverServing =
        PostgresServer.builder()
            .address("127.0.10.1")
            .proxied()
            .dataDirectory(folder)
            .setting("listen_addresses", "127.0.10.9");
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread starting = new Thread(() -> failure.complete(catchThrowable(neverServing::start)));
    starting.start();
    await()
        .ignoreException(NoSuchFileException.class)
        .until(() -> Files.readString(folder.resolve("postgres.log")).contains("ready to accept"));
    ProcessHandle server = ProcessHandle.of(pid(folder)).orElseThrow();

    starting.interrupt();

    Throwable thrown = failure.get(1, TimeUnit.MINUTES);
    assertThat(server.isAlive()).isFalse();
    assertThat(thrown).hasMessage("Interrupted while waiting");
    await().until(() -> proxyThreads().isEmpty());
  }

  private static long pid(Path folder) throws IOException {
    return Long.parseLong(Files.readAllLines(folder.resolve("data/postmaster.pid")).get(0));
  }

  private static List<String> proxyThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("esmond-proxy-127.0.10.1:"))
        .toList();
  }
}

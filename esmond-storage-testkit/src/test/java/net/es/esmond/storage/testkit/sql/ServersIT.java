package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A list of servers of which one refuses, strays in from another cluster, or is replaced. */
class ServersIT {
  private static final String DATABASE = "served";
  private static final String ROLE = "esmond_served";

  private static PostgresServer start(String address, int port, Path folder, String password)
      throws Exception {
    PostgresServer server =
        PostgresServer.builder().address(address).port(port).dataDirectory(folder).start();
    server.createDatabase(DATABASE);
    try (Connection connection = server.connect(DATABASE);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE " + ROLE + " LOGIN PASSWORD '" + password + "'");
      statement.execute("GRANT ALL ON SCHEMA public TO " + ROLE);
    }
    return server;
  }

  private static MetadataStore open(PostgresServer... servers) {
    return SqlDatabase.open(
        SqlConf.builder()
            .servers(Stream.of(servers).map(ServersIT::address).toList())
            .database(DATABASE)
            .user(ROLE)
            .password(new Secret("right"))
            .poolSize(4)
            .connectTimeout(Duration.ofSeconds(2))
            .build());
  }

  private static HostPort address(PostgresServer server) {
    return new HostPort(server.address().getAddress().getHostAddress(), server.address().getPort());
  }

  private static Metadata register(MetadataStore store, int number) {
    return SqlDatabase.await(store.register(Load.registration(number), SqlDatabase.soon()));
  }

  private static void assertThatTheStrayIsLeftAlone(MetadataStore store) {
    StoreException e =
        catchThrowableOfType(
            StoreException.class,
            () ->
                SqlDatabase.await(
                    store.register(Load.registration(2), Deadline.after(Duration.ofSeconds(2)))));
    assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(e.attempts())
        .extracting(Attempt::toString)
        .anyMatch(text -> text.contains("of another cluster"));
  }

  @Test
  void calls_outlast_a_restart_though_another_server_refuses(@TempDir Path one, @TempDir Path other)
      throws Exception {
    try (PostgresServer primary = start("127.0.31.1", 0, one, "right");
        PostgresServer refusing = start("127.0.31.2", 0, other, "wrong");
        MetadataStore store = open(primary, refusing)) {
      register(store, 1);
      primary.stop();
      List<CompletableFuture<Metadata>> calls =
          IntStream.range(2, 17)
              .mapToObj(number -> store.register(Load.registration(number), SqlDatabase.soon()))
              .map(stage -> stage.toCompletableFuture())
              .toList();
      primary.start();

      calls.forEach(SqlDatabase::await);
    }
  }

  @Test
  void a_stray_server_is_left_alone_a_new_cluster_followed(
      @TempDir Path one, @TempDir Path other, @TempDir Path upgraded) throws Exception {
    PostgresServer old = start("127.0.31.1", 0, one, "right");
    HostPort address = address(old);
    try (PostgresServer stray = start("127.0.31.2", 0, other, "right")) {
      stray.stop();
      try (old;
          MetadataStore store = open(old, stray)) {
        register(store, 1);
        stray.start();
        old.stop();

        await().untilAsserted(() -> assertThatTheStrayIsLeftAlone(store));
        old.start();
        register(store, 2);
        old.stop();

        try (PostgresServer successor = start(address.host(), address.port(), upgraded, "right")) {
          SqlDatabase.open(
                  SqlConf.builder()
                      .servers(List.of(address))
                      .database(DATABASE)
                      .user(ROLE)
                      .password(new Secret("right"))
                      .build())
              .close();
          register(store, 3);
          assertThat(successor.state()).isEqualTo(PostgresServer.State.RUNNING);
        }
      }
    }
  }
}

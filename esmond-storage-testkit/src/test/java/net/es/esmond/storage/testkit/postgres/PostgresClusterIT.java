package net.es.esmond.storage.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import net.es.esmond.storage.testkit.Server.State;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.ServerGroup;
import net.es.esmond.storage.testkit.internal.NoTemporaryFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresClusterIT {
  private PostgresCluster cluster;

  @AfterEach
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private void start(PostgresClusterBuilder builder) throws SQLException {
    cluster = builder.firstAddress("127.0.10.1").start();
    execute(cluster.primary(), "CREATE TABLE t (n int)");
  }

  @Test
  void a_promoted_standby_has_what_the_synchronous_primary_acknowledged() throws Exception {
    start(PostgresCluster.builder().synchronous());
    PostgresServer old = cluster.primary();
    PostgresServer standby = cluster.standbys().get(0);
    for (int n = 0; n < 100; n++) {
      execute(old, "INSERT INTO t VALUES (" + n + ")");
    }
    old.kill();
    cluster.promote(standby);
    assertThat(cluster.primary()).isSameAs(standby);
    assertThat(count(standby)).isEqualTo(100);
    execute(standby, "INSERT INTO t VALUES (100)");

    cluster.demote(old);
    execute(standby, "INSERT INTO t VALUES (101)");
    await().until(() -> count(old) == 102);
    assertThatThrownBy(() -> execute(old, "INSERT INTO t VALUES (102)"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
  }

  @Test
  void a_server_that_does_not_close_leaves_no_other_running() throws Exception {
    start(PostgresCluster.builder());
    try (NoTemporaryFolder nowhere = new NoTemporaryFolder()) {
      assertThatThrownBy(cluster::close).isInstanceOf(ServerException.class);
    }
    assertThat(cluster.servers())
        .extracting(PostgresServer::state)
        .containsExactly(State.STOPPED, State.STOPPED);
  }

  @Test
  void a_cut_off_asynchronous_standby_misses_later_writes() throws Exception {
    start(PostgresCluster.builder().proxied());
    PostgresServer old = cluster.primary();
    PostgresServer standby = cluster.standbys().get(0);
    execute(old, "INSERT INTO t VALUES (1)");
    await().until(() -> count(standby) == 1);
    standby.cutOffFromPeers();
    execute(old, "INSERT INTO t VALUES (2)");
    old.kill();
    cluster.promote(standby);
    assertThat(count(standby)).isEqualTo(1);

    old.start();
    execute(old, "INSERT INTO t VALUES (3)");
    assertThat(count(old)).as("came back writable").isEqualTo(3);

    cluster.heal();
    assertThat(count(old)).as("follows the new primary").isEqualTo(1);
    execute(standby, "INSERT INTO t VALUES (4)");
    await().until(() -> count(old) == 2);
  }

  @Test
  void faults_end_with_their_block() throws Exception {
    start(PostgresCluster.builder().standbys(2));
    try (ServerGroup.Faults faults = cluster.faults()) {
      cluster.server(1).pause();
      cluster.server(2).kill();
      cluster.promote(cluster.server(3));
    }
    assertThat(cluster.servers()).allMatch(server -> server.state() == State.RUNNING);
    execute(cluster.server(3), "INSERT INTO t VALUES (1)");
    await().until(() -> count(cluster.server(1)) == 1 && count(cluster.server(2)) == 1);
  }

  @Test
  void clients_can_be_delayed_and_cut_off() throws Exception {
    start(PostgresCluster.builder().proxied());
    PostgresServer server = cluster.primary();
    Properties properties = new Properties();
    properties.setProperty("user", server.user());
    properties.setProperty("password", server.password());
    properties.setProperty("socketTimeout", "2");
    try (Connection client = DriverManager.getConnection(server.jdbcUrl("postgres"), properties);
        Statement statement = client.createStatement()) {
      server.delayClients(Duration.ofMillis(200));
      long begin = System.nanoTime();
      statement.execute("SELECT 1");
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isGreaterThanOrEqualTo(Duration.ofMillis(400));
      server.cutOffFromClients();
      assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
      assertThat(count(server)).as("past the proxy it answers").isZero();
    }
  }

  private static void execute(PostgresServer server, String sql) throws SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int count(PostgresServer server) throws SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT count(*) FROM t")) {
      result.next();
      return result.getInt(1);
    }
  }
}

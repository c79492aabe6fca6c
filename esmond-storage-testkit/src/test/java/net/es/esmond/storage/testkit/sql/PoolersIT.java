package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.testkit.postgres.PostgresCluster;
import net.es.esmond.storage.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This library behind PgBouncer and behind HAProxy, where Debian's packages are installed. */
class PoolersIT {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  @TempDir Path folder;

  private ProxyProgram pgbouncer(String mode) throws Exception {
    HostPort address = ProxyProgram.freeAddress("127.0.30.41");
    HostPort server = SqlDatabase.address();
    Path users = folder.resolve("users.txt");
    Files.writeString(
        users,
        "\"%s\" \"%s\"\n".formatted(SqlDatabase.server().user(), SqlDatabase.server().password()));
    Path conf = folder.resolve("pgbouncer.ini");
    Files.writeString(
        conf,
        """
        [databases]
        * = host=%s port=%s
        [pgbouncer]
        listen_addr = %s
        listen_port = %s
        unix_socket_dir =
        auth_type = scram-sha-256
        auth_file = %s
        pool_mode = %s
        default_pool_size = 3
        """
            .formatted(server.host(), server.port(), address.host(), address.port(), users, mode));
    return ProxyProgram.start("pgbouncer", address, folder.resolve("log"), conf.toString());
  }

  @Test
  void no_call_fails_behind_transaction_pooling() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    try (ProxyProgram pooler = pgbouncer("transaction");
        Connection foreign =
            DriverManager.getConnection(
                "jdbc:postgresql://%s/%s".formatted(pooler.address(), database.name()),
                SqlDatabase.server().user(),
                SqlDatabase.server().password());
        MetadataStore one = open(pooler, database);
        MetadataStore other = open(pooler, database);
        Load load = new Load(one, TIMEOUT);
        Load second = new Load(other, TIMEOUT)) {
      load.awaitProgress(300);
      second.awaitProgress(100);
      searchTouchAndDelete(one);
      List<String> settings = settings(foreign);
      load.stop();
      second.stop();

      assertThat(load.failures()).isEmpty();
      assertThat(second.failures()).isEmpty();
      assertThat(settings).as("of another client's sessions").containsOnly("4 2 0");
    }
  }

  /** As {@code SHOW} tells another client of the pooler, in many transactions. */
  private static List<String> settings(Connection foreign) throws Exception {
    List<String> settings = new ArrayList<>();
    try (Statement statement = foreign.createStatement()) {
      for (int i = 0; i < 100; i++) {
        try (ResultSet row =
            statement.executeQuery(
                "SELECT concat_ws(' ', current_setting('random_page_cost'),"
                    + " current_setting('max_parallel_workers_per_gather'),"
                    + " current_setting('idle_in_transaction_session_timeout'))")) {
          row.next();
          settings.add(row.getString(1));
        }
      }
    }
    return settings;
  }

  private static void searchTouchAndDelete(MetadataStore store) {
    for (int i = 0; i < 30; i++) {
      String key = Load.registration(i).newKey();
      SqlDatabase.await(store.find(MetadataQuery.builder().source("198.51.100.1").build(), soon()));
      SqlDatabase.await(store.touch(key, EventType.THROUGHPUT, soon()));
      SqlDatabase.await(store.access().keys(soon()));
    }
    SqlDatabase.await(store.register(Load.registration(1_000_000), soon()));
    assertThat(SqlDatabase.await(store.delete(Load.registration(1_000_000).newKey(), soon())))
        .isPresent();
  }

  private static Deadline soon() {
    return Deadline.after(TIMEOUT);
  }

  private static MetadataStore open(ProxyProgram proxy, SqlDatabase database) {
    return SqlDatabase.open(database.conf().servers(List.of(proxy.address())).poolSize(8).build());
  }

  @Test
  void no_call_fails_when_haproxy_follows_a_promotion() throws Exception {
    try (PostgresCluster cluster =
        PostgresCluster.builder().standbys(1).synchronous().firstAddress("127.0.30.11").start()) {
      cluster.primary().createDatabase("esmond");
      try (ProxyProgram haproxy = haproxy(cluster);
          MetadataStore store = SqlDatabase.open(conf(haproxy, cluster.primary()));
          Load load = new Load(store, TIMEOUT)) {
        load.awaitProgress(200);
        cluster.server(1).kill();
        cluster.promote(cluster.server(2));
        load.awaitProgress(200);
        load.stop();

        assertThat(load.failures()).isEmpty();
      }
    }
  }

  private static SqlConf conf(ProxyProgram proxy, PostgresServer server) {
    return SqlConf.builder()
        .servers(List.of(proxy.address()))
        .database("esmond")
        .user(server.user())
        .password(new Secret(server.password()))
        .connectTimeout(Duration.ofSeconds(2))
        .build();
  }

  private ProxyProgram haproxy(PostgresCluster cluster) throws Exception {
    HostPort address = ProxyProgram.freeAddress("127.0.30.42");
    Path conf = folder.resolve("haproxy.cfg");
    Files.writeString(
        conf,
        """
        defaults
          mode tcp
          timeout connect 2s
          timeout client 1h
          timeout server 1h
          default-server check inter 200ms fall 2 rise 1 on-marked-down shutdown-sessions
        listen postgres
          bind %s
          server one %s
          server two %s backup
        """
            .formatted(
                address,
                SqlDatabase.address(cluster.server(1)),
                SqlDatabase.address(cluster.server(2))));
    return ProxyProgram.start(
        "haproxy", address, folder.resolve("log"), "-db", "-f", conf.toString());
  }
}

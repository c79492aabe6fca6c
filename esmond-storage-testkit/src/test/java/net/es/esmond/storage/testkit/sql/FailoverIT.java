package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.conf.SqlConfBuilder;
import net.es.esmond.storage.conf.TouchConf;
import net.es.esmond.storage.conf.TouchMode;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.metadata.ChangeCursor;
import net.es.esmond.storage.metadata.ChangePage;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.testkit.network.TcpProxy;
import net.es.esmond.storage.testkit.postgres.PostgresCluster;
import net.es.esmond.storage.testkit.postgres.PostgresClusterBuilder;
import net.es.esmond.storage.testkit.postgres.PostgresServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What callers notice when PostgreSQL fails over, under load; times are printed, not asserted. */
class FailoverIT {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final String DATABASE = "esmond";

  /** Functions of these names hide PostgreSQL's own: one server's clock is slow. */
  private static final String CLOCK =
      """
      CREATE SCHEMA clock;
      CREATE FUNCTION clock.slow() RETURNS interval LANGUAGE sql STABLE
        AS 'SELECT CASE WHEN inet_server_addr() = ''%s'' THEN interval ''5 min''
                        ELSE interval ''0'' END';
      CREATE FUNCTION clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
        AS 'SELECT pg_catalog.clock_timestamp() - clock.slow()';
      CREATE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE
        AS 'SELECT pg_catalog.now() - clock.slow()';
      ALTER DATABASE %s SET search_path = public, clock, pg_catalog
      """;

  private static PostgresCluster cluster(boolean synchronous) {
    PostgresClusterBuilder builder = builder();
    return start(synchronous ? builder.synchronous() : builder);
  }

  private static PostgresClusterBuilder builder() {
    return PostgresCluster.builder().standbys(1).firstAddress("127.0.30.11");
  }

  private static PostgresCluster start(PostgresClusterBuilder builder) {
    PostgresCluster cluster = builder.start();
    cluster.primary().createDatabase(DATABASE);
    return cluster;
  }

  private static SqlConfBuilder conf(PostgresServer... servers) {
    List<HostPort> addresses = new ArrayList<>();
    for (PostgresServer server : servers) {
      addresses.add(hostPort(server.address()));
    }
    return SqlConf.builder()
        .servers(addresses)
        .database(DATABASE)
        .user(servers[0].user())
        .password(new Secret(servers[0].password()))
        .poolSize(8)
        .connectTimeout(Duration.ofSeconds(2));
  }

  private static HostPort hostPort(InetSocketAddress address) {
    return new HostPort(address.getAddress().getHostAddress(), address.getPort());
  }

  private static MetadataStore open(PostgresCluster cluster) {
    return SqlDatabase.open(conf(cluster.server(1), cluster.server(2)).build());
  }

  private static Set<String> stored(PostgresServer server) throws SQLException {
    try (Connection connection = server.connect(DATABASE);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT metadata_key FROM ps_metadata")) {
      Set<String> keys = new HashSet<>();
      while (rows.next()) {
        keys.add(rows.getString(1));
      }
      return keys;
    }
  }

  private static void setReadOnly(PostgresServer server, String value) throws SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("SET default_transaction_read_only = off");
      statement.execute("ALTER SYSTEM SET default_transaction_read_only = " + value);
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  private static void print(String event, Load load) {
    System.out.printf(
        "%s: %d registered, %d failed, %d ms without success%n",
        event, load.acknowledged().size(), load.failures().size(), load.longestGap().toMillis());
  }

  @Test
  void a_synchronous_standby_taking_over_fails_and_loses_nothing() throws Exception {
    try (PostgresCluster cluster = cluster(true);
        MetadataStore store = open(cluster);
        Load load = new Load(store, TIMEOUT)) {
      PostgresServer old = cluster.server(1);
      load.awaitProgress(200);
      load.longestGap();
      old.kill();
      cluster.promote(cluster.server(2));
      load.awaitProgress(200);
      print("standby promoted, old primary killed", load);

      old.start();
      Set<String> before = stored(old);
      load.awaitProgress(500);
      print("old primary back, writable", load);
      try (MetadataStore another = open(cluster)) {
        Registration fresh = Load.registration(10_000_000);
        SqlDatabase.await(another.register(fresh, Deadline.after(TIMEOUT)));
        assertThat(stored(cluster.server(2))).contains(fresh.newKey());
      }
      assertThat(stored(old)).as("what the old primary has").isEqualTo(before);

      cluster.demote(old);
      load.awaitProgress(200);
      print("old primary back, as a standby", load);
      load.stop();
      assertThat(load.failures()).isEmpty();
      assertThat(stored(cluster.primary())).containsAll(load.acknowledged());
    }
  }

  @Test
  void no_call_fails_when_a_standby_dies() throws Exception {
    try (PostgresCluster cluster = cluster(false);
        MetadataStore store = open(cluster);
        Load load = new Load(store, TIMEOUT)) {
      load.awaitProgress(100);
      load.longestGap();
      cluster.server(2).kill();
      load.awaitProgress(500);
      load.stop();
      print("standby killed", load);
      assertThat(load.failures()).isEmpty();
    }
  }

  @Test
  void key_reads_continue_without_a_primary_if_standbys_may_answer() throws Exception {
    try (PostgresCluster cluster = cluster(true);
        MetadataStore store =
            SqlDatabase.open(
                conf(cluster.server(1), cluster.server(2)).readStandbys(true).build())) {
      Registration registration = Load.registration(1);
      SqlDatabase.await(store.register(registration, Deadline.after(TIMEOUT)));
      awaitReplayed(cluster.server(2), keys -> keys.contains(registration.newKey()));
      cluster.server(1).kill();

      assertThat(SqlDatabase.await(store.find(registration.newKey(), Deadline.after(TIMEOUT))))
          .isPresent();
    }
  }

  /** A standby replays behind the primary: at first it may not even have the database. */
  private static void awaitReplayed(PostgresServer standby, Predicate<Set<String>> keys) {
    Awaitility.await().ignoreExceptions().until(() -> keys.test(stored(standby)));
  }

  @Test
  void registrations_that_an_asynchronous_standby_had_not_received_are_repeated() throws Exception {
    try (PostgresCluster cluster = start(builder().proxied());
        MetadataStore store = open(cluster)) {
      Collection<String> acknowledged;
      try (Load load = new Load(store, TIMEOUT)) {
        load.awaitProgress(100);
        awaitReplayed(cluster.server(2), keys -> !keys.isEmpty());
        cluster.server(2).cutOffFromPeers();
        load.awaitProgress(200);
        Set<String> received = stored(cluster.server(2));
        cluster.server(1).kill();
        int lost = load.acknowledged().size() - received.size();
        cluster.promote(cluster.server(2));
        load.awaitProgress(100);
        load.stop();
        print("asynchronous standby promoted, " + lost + " lost at first", load);
        assertThat(lost).isPositive();
        assertThat(load.failures()).isEmpty();
        acknowledged = load.acknowledged();
      }
      Awaitility.await()
          .untilAsserted(() -> assertThat(stored(cluster.server(2))).containsAll(acknowledged));
    }
  }

  @Test
  void a_test_that_another_instance_deleted_stays_deleted() throws Exception {
    try (PostgresCluster cluster = start(builder().proxied());
        MetadataStore one = open(cluster);
        MetadataStore other = open(cluster)) {
      String deleted = register(one, 1);
      assertThat(SqlDatabase.await(other.delete(deleted, SqlDatabase.soon()))).isPresent();
      String registeredAgain = register(one, 2);
      assertThat(SqlDatabase.await(other.delete(registeredAgain, SqlDatabase.soon()))).isPresent();
      String kept = register(one, 3);
      awaitReplayed(cluster.server(2), keys -> keys.contains(kept));
      cluster.server(2).cutOffFromPeers();
      register(one, 2);
      String lost = register(one, 4);
      cluster.server(1).kill();
      cluster.promote(cluster.server(2));

      Awaitility.await()
          .atMost(TIMEOUT)
          .during(Duration.ofSeconds(1))
          .untilAsserted(
              () ->
                  assertThat(stored(cluster.server(2)))
                      .containsExactlyInAnyOrder(kept, lost, registeredAgain));
    }
  }

  @Test
  void known_tests_are_not_all_asked_of_a_new_primary_at_once() throws Exception {
    try (PostgresCluster cluster = cluster(true);
        MetadataStore store = open(cluster)) {
      String known = register(store, 1);
      cluster.server(1).kill();
      cluster.promote(cluster.server(2));
      register(store, 2);

      try (Connection other = cluster.server(2).connect(DATABASE);
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("LOCK TABLE ps_metadata");
        Deadline soon = Deadline.after(Duration.ofSeconds(1));
        assertThat(SqlDatabase.await(store.findCached(known, soon))).isPresent();
      }
    }
  }

  private static String register(MetadataStore store, int number) {
    return SqlDatabase.await(store.register(Load.registration(number), SqlDatabase.soon())).key();
  }

  @Test
  void a_standby_replacing_a_hung_primary_fails_no_call() throws Exception {
    try (PostgresCluster cluster = cluster(true);
        MetadataStore store = open(cluster);
        Load load = new Load(store, TIMEOUT)) {
      load.awaitProgress(100);
      load.longestGap();
      cluster.server(1).pause();
      cluster.promote(cluster.server(2));
      load.awaitProgress(100);
      print("primary hung, standby promoted", load);
      cluster.server(1).resume();
      load.awaitProgress(500);
      print("hung primary woke up, writable", load);
      load.stop();
      assertThat(load.failures()).isEmpty();
      assertThat(stored(cluster.server(2))).containsAll(load.acknowledged());
    }
  }

  @Test
  void errors_are_timely_during_a_full_outage_and_end_afterwards() throws Exception {
    try (PostgresCluster cluster = cluster(false);
        MetadataStore store = open(cluster)) {
      SqlDatabase.await(store.register(Load.registration(1), Deadline.after(TIMEOUT)));
      cluster.server(2).kill();
      cluster.server(1).kill();
      long start = System.nanoTime();

      StoreException e =
          catchThrowableOfType(
              StoreException.class,
              () -> SqlDatabase.await(store.find("any", Deadline.after(Duration.ofSeconds(3)))));

      assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
      assertThat(e.attempts()).hasSizeGreaterThanOrEqualTo(2);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(50));
      cluster.server(1).start();
      long up = System.nanoTime();
      assertThat(SqlDatabase.await(store.find("any", Deadline.after(TIMEOUT)))).isEmpty();
      System.out.printf(
          "all servers down 3 s: served again %d ms after the primary was%n",
          Duration.ofNanos(System.nanoTime() - up).toMillis());
    }
  }

  @Test
  void a_read_only_primary_is_left_until_writable_again() throws Exception {
    try (PostgresCluster cluster = cluster(false);
        MetadataStore store = open(cluster);
        Load load = new Load(store, TIMEOUT)) {
      load.awaitProgress(50);
      setReadOnly(cluster.server(1), "on");
      StoreException e =
          catchThrowableOfType(
              StoreException.class,
              () ->
                  SqlDatabase.await(
                      store.register(
                          Load.registration(20_000_000), Deadline.after(Duration.ofSeconds(3)))));
      assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
      setReadOnly(cluster.server(1), "off");
      load.awaitProgress(50);
      load.stop();
      print("primary read-only for 3 s", load);
      assertThat(load.failures()).isEmpty();
    }
  }

  @Test
  void a_failover_behind_one_address_is_followed_despite_open_connections() throws Exception {
    try (PostgresCluster cluster = cluster(true);
        TcpProxy proxy = TcpProxy.to(cluster.server(1).address())) {
      SqlConf conf = conf(cluster.server(1)).servers(List.of(hostPort(proxy.address()))).build();
      try (MetadataStore store = SqlDatabase.open(conf);
          Load load = new Load(store, TIMEOUT)) {
        load.awaitProgress(100);
        load.longestGap();
        cluster.server(1).kill();
        cluster.promote(cluster.server(2));
        proxy.retarget(cluster.server(2).address());
        proxy.reset();
        load.awaitProgress(200);
        print("failover behind a proxy", load);
        load.stop();
        assertThat(load.failures()).isEmpty();
        assertThat(stored(cluster.server(2))).containsAll(load.acknowledged());
      }
    }
  }

  @Test
  void a_promoted_standby_with_a_slow_clock_hides_no_change() throws Exception {
    try (PostgresCluster cluster = cluster(true)) {
      try (Connection connection = cluster.primary().connect(DATABASE);
          Statement statement = connection.createStatement()) {
        statement.execute(
            CLOCK.formatted(cluster.server(2).address().getAddress().getHostAddress(), DATABASE));
      }
      TouchConf sync = TouchConf.builder().mode(TouchMode.SYNC).build();
      SqlConf conf = conf(cluster.server(1), cluster.server(2)).touch(sync).build();
      try (MetadataStore store = SqlDatabase.open(conf)) {
        String before = touched(store, 1);
        ChangeCursor start = ChangeCursor.from(Instant.now().minusSeconds(600));
        ChangePage first = SqlDatabase.await(store.changedSince(start, 10, SqlDatabase.soon()));
        cluster.server(1).kill();
        cluster.promote(cluster.server(2));

        String after = touched(store, 2);
        ChangePage next =
            SqlDatabase.await(store.changedSince(first.next(), 10, SqlDatabase.soon()));

        assertThat(first.records()).extracting(Metadata::key).containsExactly(before);
        assertThat(next.records()).extracting(Metadata::key).contains(after);
      }
    }
  }

  private static String touched(MetadataStore store, int number) {
    Metadata record =
        SqlDatabase.await(store.register(Load.registration(number), SqlDatabase.soon()));
    EventType eventType = EventType.of(record.eventTypes().get(0).eventType());
    SqlDatabase.await(store.touch(record.key(), eventType, SqlDatabase.soon()));
    return record.key();
  }
}

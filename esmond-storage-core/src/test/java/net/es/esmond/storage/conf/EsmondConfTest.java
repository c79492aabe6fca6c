package net.es.esmond.storage.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EsmondConfTest {
  @Test
  void packaged_file_works_as_it_is() {
    EsmondConf conf =
        parse(
            "sql_db_engine = django.db.backends.postgresql_psycopg2",
            "sql_db_name = esmond",
            "sql_db_user = esmond",
            "sql_db_password = changeit",
            "tsdb_root = %(ESMOND_ROOT)s/tsdb-data",
            "cassandra_servers = localhost:9160",
            "cassandra_user =",
            "cassandra_pass =");
    assertThat(conf.cassandra().servers()).containsExactly(new HostPort("localhost", 9042));
    assertThat(conf.cassandra().user()).isEmpty();
    assertThat(conf.sql().password().reveal()).isEqualTo("changeit");
  }

  @ParameterizedTest
  @CsvSource({
    "1, LOCAL_ONE",
    "2, LOCAL_ONE",
    "3, LOCAL_QUORUM",
    "5, LOCAL_QUORUM",
  })
  void levels_follow_from_the_replica_count_unless_they_are_set(
      int replicas, ConsistencyLevel level) {
    CassandraConf conf =
        parse("cassandra_servers = h", "cassandra_replicas = " + replicas).cassandra();

    assertThat(conf.readLevel(0)).isEqualTo(level);
    assertThat(conf.writeLevel(0)).isEqualTo(level);

    CassandraConf set = conf.toBuilder().readConsistency(ConsistencyLevel.ALL).build();
    assertThat(set.readLevel(0)).isEqualTo(ConsistencyLevel.ALL);
    assertThat(set.writeLevel(0)).isEqualTo(level);
  }

  @Test
  void levels_follow_the_larger_of_wanted_and_actual_replicas() {
    CassandraConf two = parse("cassandra_servers = h", "cassandra_replicas = 2").cassandra();
    CassandraConf three = two.toBuilder().replicas(3).build();

    assertThat(two.writeLevel(3)).isEqualTo(ConsistencyLevel.LOCAL_QUORUM);
    assertThat(two.readLevel(3)).isEqualTo(ConsistencyLevel.LOCAL_QUORUM);
    assertThat(two.writeLevel(2)).isEqualTo(ConsistencyLevel.LOCAL_ONE);
    assertThat(three.writeLevel(2)).isEqualTo(ConsistencyLevel.LOCAL_QUORUM);
  }

  @Test
  void thrifts_port_becomes_the_native_one_with_one_warning() {
    EsmondConf conf = parse("cassandra_servers = h1:9160, h2:9160, h3");
    assertThat(conf.cassandra().servers())
        .extracting(HostPort::toString)
        .containsExactly("h1:9042", "h2:9042", "h3:9042");
    assertThat(conf.warnings())
        .containsExactly(
            "test.conf: line 2: cassandra_servers names port 9160, Thrift's, which Cassandra no"
                + " longer has since 4.0; the native port 9042 is used instead");
  }

  @Test
  void native_port_serves_servers_that_name_none_or_thrifts() {
    EsmondConf conf = parse("cassandra_servers = h1:9160, h2, h3:9042", "cassandra_port = 19042");
    assertThat(conf.cassandra().servers())
        .extracting(HostPort::toString)
        .containsExactly("h1:19042", "h2:19042", "h3:9042");
  }

  @Test
  void servers_may_go_on_in_indented_lines() {
    assertThat(parse("cassandra_servers = h1,", "   h2:1,", " # not h9,", "   h3").cassandra())
        .extracting(CassandraConf::servers)
        .hasToString("[h1:9042, h2:1, h3:9042]");
  }

  @Test
  void password_may_be_named_like_its_key() {
    EsmondConf conf =
        parse(
            SERVERS,
            "sql_db_password = sql_db_password",
            "htpasswd_file = /run/secrets/sql_db_password");

    assertThat(conf.sql().password().reveal()).isEqualTo("sql_db_password");
  }

  @Test
  void byte_order_mark_before_the_first_line_is_skipped() {
    assertThat(EsmondConf.parse("\ufeff[main]\n" + SERVERS + "\n", "test.conf").cassandra())
        .isEqualTo(parse(SERVERS).cassandra());
  }

  @Test
  void several_sql_servers_share_the_port() {
    assertThat(parse(SERVERS, "sql_db_host = pg1, pg2:6432", "sql_db_port = 5433").sql().servers())
        .hasToString("[pg1:5433, pg2:6432]");
  }

  @Test
  void quotes_around_a_value_are_taken_off() {
    EsmondConf conf = parse(SERVERS, "cassandra_keyspace = 'esmond2'", "sql_db_name = \"m m\"");
    assertThat(conf.cassandra().keyspace()).isEqualTo("esmond2");
    assertThat(conf.sql().database()).isEqualTo("m m");
    assertThat(conf.warnings()).isEmpty();
  }

  @Test
  void servers_may_be_absent() {
    assertThat(EsmondConf.of(Map.of()).cassandra()).isEqualTo(CassandraConf.builder().build());
    assertThat(CassandraConf.builder().build().servers()).isEmpty();
    assertThat(parse("casandra_servers = h1").warnings())
        .singleElement()
        .asString()
        .endsWith("did you mean cassandra_servers?");
  }

  @Test
  void quotes_around_a_password_are_worth_a_warning() {
    EsmondConf conf = parse(SERVERS, "sql_db_password = 'hunter2'");
    assertThat(conf.sql().password().reveal()).isEqualTo("hunter2");
    assertThat(conf.warnings())
        .containsExactly(
            "test.conf: line 3: sql_db_password has quotes around it, which were taken off; "
                + "double them to keep them");
    assertThat(parse(SERVERS, "sql_db_password = \"'hunter2'\"").sql().password().reveal())
        .isEqualTo("'hunter2'");
  }

  @ParameterizedTest
  @CsvSource({
    "cassandra_replica, cassandra_replicas",
    "cassandra_password, cassandra_pass",
    "cassandra_consistency, cassandra_read_consistency",
    "sql_db_hosts, sql_db_host",
    "sql_db_pass, sql_db_password",
    "casandra_servers, cassandra_servers"
  })
  void unknown_key_is_reported_with_the_nearest_known_one(String unknown, String known) {
    assertThat(parse(SERVERS, unknown + " = hunter2").warnings())
        .singleElement()
        .asString()
        .isEqualTo(
            "test.conf: line 3: "
                + unknown
                + " is not a known key and has no effect; did you mean "
                + known
                + "?");
  }

  @Test
  void keys_of_other_parts_of_esmond_raise_no_warning() {
    assertThat(parse(SERVERS, "tsdb_root = /x", "poll_timeout = 2", "mibs =").warnings()).isEmpty();
  }

  @Test
  void tls_keys_without_tls_are_worth_a_warning() {
    assertThat(parse(SERVERS, "sql_db_tls_trust_store = /x.p12").warnings())
        .containsExactly(
            "test.conf: line 3: sql_db_tls_trust_store has no effect while sql_db_tls is off");
  }

  @Test
  void every_bad_key_is_named_in_file_order() {
    ConfException error =
        catchThrowableOfType(
            ConfException.class,
            () ->
                parse(
                    "sql_db_port = 0",
                    "cassandra_servers = h1:70000",
                    "cassandra_replicas = two",
                    "cassandra_keyspace = es-mond"));
    assertThat(error.problems()).extracting("line").containsExactly(2, 3, 4, 5);
    assertThat(error)
        .hasMessage(
            "test.conf: line 2: sql_db_port must be a port, 1 to 65535, but was '0'; "
                + "line 3: cassandra_servers must be a comma-separated list of host, host:port or "
                + "[IPv6 address]:port, none twice, but was 'h1:70000'; "
                + "line 4: cassandra_replicas must be a whole number, 1 or more, but was 'two'; "
                + "line 5: cassandra_keyspace must be 1 to 48 letters, digits or _, no keyspace of "
                + "Cassandra's own and not esmond_control, but was 'es-mond'");
  }

  @Test
  void can_be_built_of_keys_and_values() {
    EsmondConf conf = EsmondConf.of(Map.of("cassandra_servers", "h1,h2", "sql_db_password", "%("));
    assertThat(conf.cassandra().servers()).hasSize(2);
    assertThat(conf.sql().password().reveal()).isEqualTo("%(");
    assertThatThrownBy(() -> EsmondConf.of(Map.of("cassandra_replicas", "0")))
        .isInstanceOf(ConfException.class)
        .hasMessage(
            "configuration: cassandra_replicas must be a whole number, 1 or more, but was '0'");
  }

  @Test
  void can_be_built_in_code_by_the_same_rules() {
    CassandraConfBuilder cassandra =
        CassandraConf.builder().servers(List.of(HostPort.parse("h1", 1)));
    assertThat(EsmondConf.of(cassandra.build(), SqlConf.builder().build()).sql())
        .isEqualTo(SqlConf.builder().build().toBuilder().build());
    assertThatThrownBy(() -> cassandra.replicas(0).keyspace("").user("u").build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("cassandra_replicas: must be a whole number, 1 or more, but was '0'")
        .hasMessageContaining("cassandra_keyspace: must be")
        .hasMessageContaining("cassandra_pass: must be set when cassandra_user is");
  }

  @Test
  void prints_everything_but_passwords() {
    EsmondConf conf =
        parse(
            SERVERS,
            "cassandra_user = bob",
            "cassandra_pass = hunter2",
            "sql_db_password = hunter3");
    assertThat(conf.toString())
        .contains("h1:9042", "bob", "esmond", "localhost:5432", "PT30S", "****")
        .doesNotContain("hunter");
    assertThat(conf.cassandra().password()).isEqualTo(Optional.of(new Secret("hunter2")));
  }

  private static final String SERVERS = "cassandra_servers = h1";

  private static EsmondConf parse(String... lines) {
    return EsmondConf.parse("[main]\n" + String.join("\n", lines) + "\n", "test.conf");
  }
}

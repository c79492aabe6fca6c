package net.es.esmond.storage.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfKeyTest {
  private static final EsmondConf DEFAULTS = conf(Map.of());

  @Test
  void defaults_are_as_documented() {
    assertThat(DEFAULTS.cassandra())
        .hasToString(
            "CassandraConf[cassandra_servers=[h1:9042], cassandra_replicas=1, "
                + "cassandra_keyspace=esmond, cassandra_connect_timeout=PT5S, "
                + "cassandra_request_timeout=PT10S, cassandra_schema_timeout=PT1M, "
                + "cassandra_start_timeout=PT30S, cassandra_max_in_flight=1024, "
                + "tls=TlsConf[cassandra_tls=false, cassandra_tls_hostname_verification=true]]");
    assertThat(DEFAULTS.sql())
        .hasToString(
            "SqlConf[sql_db_host=[localhost:5432], sql_db_name=esmond, sql_db_user=esmond, "
                + "sql_db_password=****, sql_db_pool_size=10, sql_db_read_standbys=false, "
                + "sql_db_connect_timeout=PT5S, sql_db_socket_timeout=PT30S, "
                + "sql_db_request_timeout=PT30S, sql_db_start_timeout=PT30S, "
                + "sql_db_stale_if_error=PT5M, "
                + "tls=TlsConf[sql_db_tls=false, sql_db_tls_hostname_verification=true], "
                + "touch=TouchConf[sql_db_touch_mode=WRITE_BEHIND, sql_db_touch_interval=PT1S, "
                + "sql_db_touch_at_most_every=PT1M, sql_db_touch_max_rows=500]]");
    assertThat(DEFAULTS.sql().password().reveal()).isEmpty();
  }

  @Test
  void defaults_in_code_are_those_of_a_file() {
    assertThat(CassandraConf.builder().servers(DEFAULTS.cassandra().servers()).build())
        .isEqualTo(DEFAULTS.cassandra());
    assertThat(SqlConf.builder().build()).isEqualTo(DEFAULTS.sql());
  }

  private static Set<String> keys() {
    return ConfKeys.IN_FILES.keySet();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void setting_a_key_to_its_documented_default_changes_nothing(String name) {
    ConfKey<?> key = ConfKeys.IN_FILES.get(name);
    if (ConfKeys.blankMeansDefault(key)) {
      assertThat(conf(Map.of(name, ""))).isEqualTo(DEFAULTS);
    }
    if (!key.defaultText.equals("none")) {
      assertThat(conf(Map.of(name, key.defaultText))).isEqualTo(DEFAULTS);
    }
  }

  @ParameterizedTest
  @MethodSource("keys")
  void every_key_sets_its_own_value_and_no_other(String key) {
    Mapping mapping = MAPPINGS.get(key);
    assertThat(mapping).as("a mapping for " + key).isNotNull();
    EsmondConf conf = conf(Map.of(key, mapping.text));
    assertThat(mapping.getter.apply(conf)).isEqualTo(mapping.expected);
    MAPPINGS.forEach(
        (other, its) -> {
          if (!family(other).equals(family(key))) {
            assertThat(its.getter.apply(conf)).as(other).isEqualTo(its.getter.apply(DEFAULTS));
          }
        });
  }

  /** Servers and their port are seen in one place; a user and a password come together. */
  private static String family(String key) {
    return switch (key) {
      case "cassandra_port" -> "cassandra_servers";
      case "sql_db_port" -> "sql_db_host";
      case "cassandra_pass" -> "cassandra_user";
      default -> key;
    };
  }

  @Test
  void every_key_is_in_the_documented_table() throws IOException {
    String table =
        ConfKeys.IN_FILES.entrySet().stream()
            .map(entry -> row(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining("\n"));
    assertThat(Files.readString(Path.of("CONFIGURATION.md")))
        .contains("| --- |\n" + table + "\n\n");
  }

  private static String row(String name, ConfKey<?> key) {
    return "| `%s` | %s | %s | %s |"
        .formatted(name, key.defaultText, key.form.rule(), key.description);
  }

  /** What a text should do: where its value is seen, and what it should be there. */
  private record Mapping(String text, Function<EsmondConf, ?> getter, Object expected) {}

  private static final Map<String, Mapping> MAPPINGS = new LinkedHashMap<>();

  private static <T> void cassandra(
      String key, String text, Function<CassandraConf, T> getter, T expected) {
    MAPPINGS.put(key, new Mapping(text, conf -> getter.apply(conf.cassandra()), expected));
  }

  private static <T> void sql(String key, String text, Function<SqlConf, T> getter, T expected) {
    MAPPINGS.put(key, new Mapping(text, conf -> getter.apply(conf.sql()), expected));
  }

  private static void tls(String prefix, Function<EsmondConf, TlsConf> tls) {
    Map<String, Mapping> mappings =
        Map.of(
            "", new Mapping("on", c -> tls.apply(c).enabled(), true),
            "_trust_store",
                new Mapping(
                    "/t.p12", c -> tls.apply(c).trustStore(), Optional.of(Path.of("/t.p12"))),
            "_trust_store_password",
                new Mapping("p1", c -> tls.apply(c).trustStorePassword(), secret("p1")),
            "_key_store",
                new Mapping("k.jks", c -> tls.apply(c).keyStore(), Optional.of(Path.of("k.jks"))),
            "_key_store_password",
                new Mapping("p2", c -> tls.apply(c).keyStorePassword(), secret("p2")),
            "_hostname_verification",
                new Mapping("No", c -> tls.apply(c).hostnameVerification(), false));
    mappings.forEach((name, mapping) -> MAPPINGS.put(prefix + "_tls" + name, mapping));
  }

  private static Optional<Secret> secret(String text) {
    return Optional.of(new Secret(text));
  }

  static {
    cassandra("cassandra_servers", "a,B:1", c -> c.servers().toString(), "[a:9042, b:1]");
    cassandra("cassandra_port", "7", c -> c.servers().toString(), "[h1:7]");
    cassandra("cassandra_replicas", "3", CassandraConf::replicas, 3);
    cassandra("cassandra_keyspace", "Ks_2", CassandraConf::keyspace, "Ks_2");
    cassandra("cassandra_user", "bob", CassandraConf::user, Optional.of("bob"));
    cassandra("cassandra_pass", "hunter2", CassandraConf::password, secret("hunter2"));
    cassandra(
        "cassandra_local_datacenter", "dc1", CassandraConf::localDatacenter, Optional.of("dc1"));
    cassandra(
        "cassandra_remote_datacenters",
        "dc2, dc3",
        CassandraConf::remoteDatacenters,
        List.of("dc2", "dc3"));
    cassandra(
        "cassandra_read_consistency",
        "quorum",
        CassandraConf::readConsistency,
        Optional.of(ConsistencyLevel.QUORUM));
    cassandra(
        "cassandra_write_consistency",
        "EACH_QUORUM",
        CassandraConf::writeConsistency,
        Optional.of(ConsistencyLevel.EACH_QUORUM));
    cassandra(
        "cassandra_connect_timeout",
        "250ms",
        CassandraConf::connectTimeout,
        Duration.ofMillis(250));
    cassandra(
        "cassandra_request_timeout", "1 s", CassandraConf::requestTimeout, Duration.ofSeconds(1));
    cassandra(
        "cassandra_schema_timeout", "2 m", CassandraConf::schemaTimeout, Duration.ofMinutes(2));
    cassandra("cassandra_start_timeout", "1h", CassandraConf::startTimeout, Duration.ofHours(1));
    cassandra("cassandra_max_in_flight", "8", CassandraConf::maxInFlight, 8);
    tls("cassandra", conf -> conf.cassandra().tls());
    sql("sql_db_engine", "django.db.backends.postgresql_psycopg2", s -> "PostgreSQL", "PostgreSQL");
    sql("sql_db_host", "pg1,pg2:1", s -> s.servers().toString(), "[pg1:5432, pg2:1]");
    sql("sql_db_port", "7", s -> s.servers().toString(), "[localhost:7]");
    sql("sql_db_name", "meta", SqlConf::database, "meta");
    sql("sql_db_user", "bob", SqlConf::user, "bob");
    sql("sql_db_password", "hunter2", SqlConf::password, new Secret("hunter2"));
    sql("sql_db_pool_size", "20", SqlConf::poolSize, 20);
    sql("sql_db_read_standbys", "yes", SqlConf::readStandbys, true);
    sql("sql_db_connect_timeout", "1 s", SqlConf::connectTimeout, Duration.ofSeconds(1));
    sql("sql_db_socket_timeout", "2 s", SqlConf::socketTimeout, Duration.ofSeconds(2));
    sql("sql_db_request_timeout", "3 s", SqlConf::requestTimeout, Duration.ofSeconds(3));
    sql("sql_db_start_timeout", "4 s", SqlConf::startTimeout, Duration.ofSeconds(4));
    sql("sql_db_stale_if_error", "0", SqlConf::staleIfError, Duration.ZERO);
    sql("sql_db_touch_mode", "sync", s -> s.touch().mode(), TouchMode.SYNC);
    sql("sql_db_touch_interval", "5 s", s -> s.touch().interval(), Duration.ofSeconds(5));
    sql("sql_db_touch_at_most_every", "6 m", s -> s.touch().atMostEvery(), Duration.ofMinutes(6));
    sql("sql_db_touch_max_rows", "7", s -> s.touch().maxRows(), 7);
    sql(
        "sql_db_touch_journal",
        "/var/lib/j",
        s -> s.touch().journal(),
        Optional.of(Path.of("/var/lib/j")));
    tls("sql_db", conf -> conf.sql().tls());
  }

  /** A configuration with these values; what must come with them is added. */
  private static EsmondConf conf(Map<String, String> values) {
    Map<String, String> text = new HashMap<>(Map.of("cassandra_servers", "h1"));
    values.forEach((key, value) -> text.put(key, value));
    if (!text.getOrDefault("cassandra_user", "").isEmpty()) {
      text.put("cassandra_pass", "any");
    } else if (!text.getOrDefault("cassandra_pass", "").isEmpty()) {
      text.put("cassandra_user", "any");
    }
    return EsmondConf.of(text);
  }
}
